package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.inprocess.AbortableBarrier.Break;
import org.jspecify.annotations.Nullable;

/**
 * What the ranks of one generation share. Each rank publishes its array, adds up its slice of
 * everybody's arrays into the common result, and copies the whole result back; a barrier lies
 * between any two of these. Ranks only ever write to their own array and to the result, so a rank
 * that gives up can use its array again at once. Thread-safe by the barrier: every field is written
 * before an opening and read after it.
 */
final class SharedGroup {

  private static final int BLOCK = 2_048; // 8 KiB of sums stay in the first-level cache

  private final Membership membership;
  private final boolean[] present;
  private final float[][] inputs;
  private final long[] rounds;
  private float[] result = new float[0];
  private final AbortableBarrier joined;
  private final AbortableBarrier published;
  private final AbortableBarrier summed;

  SharedGroup(Membership membership) {
    this.membership = membership;
    int worldSize = membership.worldSize();
    present = new boolean[worldSize];
    inputs = new float[worldSize][];
    rounds = new long[worldSize];
    joined = new AbortableBarrier(worldSize, () -> {});
    published = new AbortableBarrier(worldSize, this::prepareResult);
    summed = new AbortableBarrier(worldSize, () -> {});
  }

  /**
   * Takes a rank in; the registry makes calls one after another.
   *
   * @return whether now all are in
   */
  boolean enter(Membership claimed, int rank) {
    if (!claimed.equals(membership)) {
      breakUp(Reason.DISAGREEMENT, "memberships differ: first=" + membership + ", rank=" + claimed);
    } else if (present[rank]) {
      breakUp(Reason.DISAGREEMENT, "rank joined twice: rank=" + rank);
    }
    present[rank] = true;
    for (boolean one : present) {
      if (!one) {
        return false;
      }
    }
    return true;
  }

  @Nullable Break awaitAll(long deadlineNanos) {
    return brokenEverywhere(joined.await(deadlineNanos));
  }

  /** Null when values hold the sum. */
  @Nullable Break sum(int rank, float[] values, long round, long deadlineNanos) {
    inputs[rank] = values;
    rounds[rank] = round;
    Break broken = published.await(deadlineNanos);
    if (broken == null) {
      sumSlice(rank);
      broken = summed.await(deadlineNanos);
    }
    if (broken == null) {
      System.arraycopy(result, 0, values, 0, values.length);
    }
    return brokenEverywhere(broken);
  }

  void breakUp(Reason reason, String why) {
    joined.breakUp(reason, why);
    published.breakUp(reason, why);
    summed.breakUp(reason, why);
  }

  private @Nullable Break brokenEverywhere(@Nullable Break broken) {
    if (broken != null) {
      breakUp(broken.reason(), broken.why());
    }
    return broken;
  }

  private void prepareResult() {
    for (int rank = 1; rank < inputs.length; rank++) {
      if (inputs[rank].length != inputs[0].length || rounds[rank] != rounds[0]) {
        breakUp(
            Reason.DISAGREEMENT,
            String.format(
                "vectors differ: rank=0 has length=%d, round=%d; rank=%d has length=%d, round=%d",
                inputs[0].length, rounds[0], rank, inputs[rank].length, rounds[rank]));
        return;
      }
    }
    if (result.length != inputs[0].length) {
      result = new float[inputs[0].length];
    }
  }

  private void sumSlice(int rank) {
    int from = (int) ((long) result.length * rank / inputs.length);
    int to = (int) ((long) result.length * (rank + 1) / inputs.length);
    for (int start = from; start < to; start += BLOCK) {
      int end = Math.min(start + BLOCK, to);
      System.arraycopy(inputs[0], start, result, start, end - start);
      for (int other = 1; other < inputs.length; other++) {
        add(inputs[other], start, end);
      }
    }
  }

  private void add(float[] input, int start, int end) {
    float[] sums = result;
    for (int i = start; i < end; i++) {
      sums[i] += input[i];
    }
  }
}
