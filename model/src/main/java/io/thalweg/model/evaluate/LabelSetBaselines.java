package io.thalweg.model.evaluate;

import io.thalweg.model.evaluate.Outcome.Matches;
import io.thalweg.model.feature.LabelSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What two baselines say of the next set of labels: the set before, and the labels that more than
 * half of the sets so far had, than which no constant answer has had a smaller Hamming loss. Both
 * say the empty set before the first. Confined to one thread.
 */
final class LabelSetBaselines {
  private final long[] held;
  private LabelSet previous;
  private long sets;

  LabelSetBaselines(int labels) {
    this.held = new long[labels];
    this.previous = LabelSet.none(labels);
  }

  int labels() {
    return held.length;
  }

  LabelSet previous() {
    return previous;
  }

  LabelSet majority() {
    return LabelSet.of(held.length, i -> 2 * held[i] > sets);
  }

  void add(LabelSet truth) {
    for (int i = 0; i < held.length; i++) {
      held[i] += truth.contains(i) ? 1 : 0;
    }
    previous = truth;
    sets++;
  }

  static Matches matches(LabelSet said, LabelSet truth, int labels) {
    int hits = 0;
    int extra = 0;
    int missed = 0;
    for (int i = 0; i < labels; i++) {
      boolean is = truth.contains(i);
      if (said.contains(i)) {
        hits += is ? 1 : 0;
        extra += is ? 0 : 1;
      } else {
        missed += is ? 1 : 0;
      }
    }
    return new Matches(hits, extra, missed);
  }

  /** Big endian: int32 labels, int64 sets so far, int64 how many had each, the previous set. */
  void write(DataOutput out) throws IOException {
    out.writeInt(held.length);
    out.writeLong(sets);
    for (long n : held) {
      out.writeLong(n);
    }
    previous.write(out);
  }

  void read(DataInput in) throws IOException {
    int labels = in.readInt();
    if (labels != held.length) {
      throw new IOException(
          "prequential state: labels=%d, expected=%d".formatted(labels, held.length));
    }
    sets = in.readLong();
    for (int i = 0; i < labels; i++) {
      held[i] = in.readLong();
    }
    previous = LabelSet.read(in, labels);
  }
}
