package io.thalweg.learner.probe;

import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.select.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/**
 * What a model still knows of earlier periods of its stream. Of each period, which is a number of
 * examples, a few rows are kept and tested again and again. A period that begins while all slots
 * are full is twice as long as the ones before, and when it ends every second slot is emptied, so
 * that the others always span the whole stream, evenly.
 *
 * <p>Everything follows from the examples in their order. Confined to one thread.
 */
public final class Recall {
  /** Ended periods of which rows are kept. */
  public static final int SLOTS = 8;

  /** Evaluations in a period. */
  private static final int EVALUATIONS = 4;

  /** All slots and the period that runs, together. */
  private static final int MOST_BYTES = 4 << 20;

  private static final int LEAST_ROWS = 16;
  private static final long SEED = 0x7468616c776567L;

  private final int capacity;
  private final int rowBytes;
  private final Evaluation evaluation = new Evaluation();
  private final List<Slice> ended = new ArrayList<>();
  private SplitMix64 random = new SplitMix64(SEED);
  private Slice open;
  private long period;
  private long inPeriod;

  /** Nothing is kept yet. */
  private Recall(int capacity, int rowBytes, long period) {
    this.capacity = capacity;
    this.rowBytes = rowBytes;
    this.period = period;
    this.open = new Slice(capacity, rowBytes, 0);
  }

  /** Of rows that are long fewer are kept than the spec says, to stay within 4 MiB. */
  public static Recall of(ProbeSpec spec, RowLayout layout) {
    int room = MOST_BYTES / ((SLOTS + 1) * layout.rowBytes());
    int rows = Math.min(spec.rows(), Math.max(LEAST_ROWS, room));
    return new Recall(rows, layout.rowBytes(), spec.period());
  }

  /**
   * Takes in a fresh example that is learned.
   *
   * @param key of its id, asked for if the row is kept
   * @param at where its row begins
   */
  public void learned(LongSupplier key, long subject, ByteBuffer rows, int at) {
    if (capacity == 0) {
      return;
    }
    if (inPeriod == 0) {
      open = new Slice(capacity, rowBytes, RowLayout.readyTimeMillis(rows, at));
    }
    int place = open.place(random);
    if (place >= 0) {
      open.take(place, key.getAsLong(), subject, rows, at);
    }
    inPeriod++;
    if (inPeriod >= (ended.size() == SLOTS ? 2 * period : period)) {
      end();
    }
    if (inPeriod % Math.max(1, period / EVALUATIONS) == 0) {
      evaluation.want();
    }
  }

  private void end() {
    inPeriod = 0;
    if (ended.size() == SLOTS) {
      thin();
    }
    if (open.size() > 0) {
      ended.add(open);
    }
  }

  private void thin() {
    period *= 2;
    for (int i = ended.size() - 1; i > 0; i--) {
      if (i % 2 == 1) {
        ended.remove(i);
      }
    }
  }

  /** An example comes again, with another label: rows of it are replaced. */
  public void revised(long key, long subject, ByteBuffer rows, int at) {
    ended.forEach(s -> s.revise(key, subject, rows, at));
    open.revise(key, subject, rows, at);
  }

  /** Tests as many of the kept rows as so many trained ones allow. */
  public void test(long trained, Examinee examinee) {
    evaluation.advance(ended, trained, examinee);
  }

  /** Drops rows by the subject and the event time, in milliseconds. */
  public void removeIf(BiPredicate<Long, Long> gone) {
    ended.forEach(s -> s.removeIf(gone));
    ended.removeIf(s -> s.size() == 0);
    open.removeIf(gone);
  }

  /** Periods that were tested. */
  List<ProbeFigures.Period> periods() {
    return ended.stream().filter(Slice::wasTested).map(Slice::figure).toList();
  }

  long evaluations() {
    return evaluation.done();
  }

  // ---- checkpoints ----

  /**
   * What each of so many learners goes on with after a rescale: slots are put together by their
   * order, which is that of time, and dealt out row by row, so that all have all periods. Where
   * some learners have come to longer periods than others, the others' are thinned.
   *
   * @param all learners that there were, by rank
   */
  static Recall dealt(List<Recall> all, int rank, int worldSize) {
    long longest = all.stream().mapToLong(r -> r.period).max().orElseThrow();
    Recall first = all.get(0);
    Recall dealt = new Recall(first.capacity, first.rowBytes, longest);
    dealt.random = SplitMix64.stream(SEED, rank);
    dealt.evaluation.goOnFrom(first.evaluation);
    dealt.inPeriod = all.stream().mapToLong(r -> r.inPeriod).max().orElseThrow();
    for (Recall r : all) {
      while (r.period < longest) {
        r.thin();
      }
    }
    for (int i = 0; i < SLOTS; i++) {
      int slot = i;
      Slice together =
          dealt.together(
              all.stream().filter(r -> slot < r.ended.size()).map(r -> r.ended.get(slot)).toList(),
              rank,
              worldSize);
      if (together.size() > 0) {
        dealt.ended.add(together);
      }
    }
    dealt.open = dealt.together(all.stream().map(r -> r.open).toList(), rank, worldSize);
    return dealt;
  }

  private Slice together(List<Slice> slices, int rank, int worldSize) {
    long began = slices.stream().mapToLong(Slice::beganMillis).filter(b -> b > 0).min().orElse(0);
    Slice out = new Slice(capacity, rowBytes, began);
    int each = (slices.size() + worldSize - 1) / worldSize; // so many fill one
    slices.forEach(s -> s.deal(out, rank, worldSize * Math.max(1, each)));
    return out;
  }

  /** Whether rows of a state are this one's. */
  boolean isLike(Recall other) {
    return rowBytes == other.rowBytes && (capacity > 0) == (other.capacity > 0);
  }

  /**
   * Big endian: int32 capacity and bytes of a row, int64 period, its examples and the generator,
   * the {@link Evaluation}, int32 ended periods, their {@link Slice}s and that of the one that
   * runs.
   */
  void write(DataOutput out) throws IOException {
    out.writeInt(capacity);
    out.writeInt(rowBytes);
    out.writeLong(period);
    out.writeLong(inPeriod);
    out.writeLong(random.state());
    evaluation.write(out);
    out.writeInt(ended.size());
    for (Slice s : ended) {
      s.write(out);
    }
    open.write(out);
  }

  static Recall read(DataInput in) throws IOException {
    int capacity = in.readInt();
    int rowBytes = in.readInt();
    Recall read = new Recall(capacity, rowBytes, in.readLong());
    read.inPeriod = in.readLong();
    read.random = new SplitMix64(in.readLong());
    read.evaluation.read(in);
    for (int left = in.readInt(); left > 0; left--) {
      read.ended.add(Slice.read(rowBytes, in));
    }
    read.open = Slice.read(rowBytes, in);
    return read;
  }
}
