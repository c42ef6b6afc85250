package io.thalweg.model.evaluate;

import io.thalweg.model.evaluate.Outcome.Classified;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The area under the ROC curve of the newest examples of two classes: prequential AUC (Brzezinski,
 * Stefanowski 2017). It is the chance that a random positive has a higher score than a random
 * negative, equal scores counted half. Adding is constant; asking sorts the window. Confined to one
 * thread.
 */
final class WindowedAuc {
  private final float[] scores;
  private final boolean[] positive;
  private long added;

  WindowedAuc(int size) {
    scores = new float[size];
    positive = new boolean[size];
  }

  void add(Classified outcome) {
    int at = (int) (added % scores.length);
    scores[at] = (float) outcome.probabilityOfOne();
    positive[at] = outcome.truth() == 1;
    added++;
  }

  /** From 0 to 1; NaN while either class is missing. */
  double auc() {
    int n = (int) Math.min(added, scores.length);
    float[] positives = new float[n];
    float[] negatives = new float[n];
    int p = 0;
    int q = 0;
    for (int i = 0; i < n; i++) {
      if (positive[i]) {
        positives[p++] = scores[i];
      } else {
        negatives[q++] = scores[i];
      }
    }
    Arrays.sort(positives, 0, p);
    Arrays.sort(negatives, 0, q);
    long halfWins = 0;
    int below = 0;
    int upTo = 0;
    for (int i = 0; i < p; i++) {
      while (below < q && negatives[below] < positives[i]) {
        below++;
      }
      upTo = Math.max(upTo, below);
      while (upTo < q && negatives[upTo] <= positives[i]) {
        upTo++;
      }
      halfWins += below + upTo;
    }
    return halfWins / 2.0 / ((double) p * q);
  }

  /** Big endian: int32 size, int64 number added, then of each that is kept float32 and int8. */
  void write(DataOutput out) throws IOException {
    out.writeInt(scores.length);
    out.writeLong(added);
    for (int i = 0; i < Math.min(added, scores.length); i++) {
      out.writeFloat(scores[i]);
      out.writeBoolean(positive[i]);
    }
  }

  static WindowedAuc read(DataInput in) throws IOException {
    int size = in.readInt();
    if (size < 1 || size > 1 << 24) {
      throw new IOException("window of the AUC: size=%d".formatted(size));
    }
    WindowedAuc out = new WindowedAuc(size);
    out.added = in.readLong();
    for (int i = 0; i < Math.min(out.added, size); i++) {
      out.scores[i] = in.readFloat();
      out.positive[i] = in.readBoolean();
    }
    return out;
  }
}
