package io.thalweg.collective;

import java.time.Duration;
import java.util.Arrays;

/**
 * The average of the ranks' vectors by the ranks' weights. An idle rank takes part with weight 0:
 * its vector is ignored and nobody waits for its data. Threads: stateless.
 *
 * <p>Sums run in float32. The weights don't: each rank writes its own into slots that all others
 * leave zero, as three floats that together hold a double exactly, and every rank then adds the
 * weights up in double precision, in rank order.
 */
public final class WeightedAverage {

  private static final int FLOATS_PER_WEIGHT = 3;

  private WeightedAverage() {}

  /**
   * Replaces values by sum(weight * values) / sum(weight), or by zeros where the weights sum to 0.
   * Values are untouched if the call fails.
   *
   * @param weight 0 or a positive normal float's magnitude, for example a number of examples
   * @return the sum of all weights, with identical bits on all ranks
   */
  public static double allReduce(
      Communicator communicator, float[] values, double weight, long round, Duration timeout)
      throws CollectiveException {
    if (weight != 0 && !(weight >= Float.MIN_NORMAL && weight <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight must be 0 or a positive normal float: weight="
              + weight
              + ", rank="
              + communicator.rank()
              + ", round="
              + round);
    }
    int slots = values.length;
    float[] sums = new float[slots + FLOATS_PER_WEIGHT * communicator.worldSize()];
    if (weight != 0) { // 0 * NaN is NaN: what an idle rank holds must not reach the others
      for (int i = 0; i < slots; i++) {
        sums[i] = (float) (weight * values[i]);
      }
    }
    writeWeight(weight, sums, slots + FLOATS_PER_WEIGHT * communicator.rank());
    communicator.allReduceSum(sums, round, timeout);

    double total = 0;
    for (int slot = slots; slot < sums.length; slot += FLOATS_PER_WEIGHT) {
      total += (double) sums[slot] + sums[slot + 1] + sums[slot + 2];
    }
    if (total == 0) {
      Arrays.fill(values, 0f);
      return 0;
    }
    for (int i = 0; i < slots; i++) {
      values[i] = (float) (sums[i] / total);
    }
    return total;
  }

  /** 24 bits of the double's 53 in each float, the highest first. */
  private static void writeWeight(double weight, float[] sums, int slot) {
    double rest = weight;
    for (int i = 0; i < FLOATS_PER_WEIGHT; i++) {
      sums[slot + i] = (float) rest;
      rest -= sums[slot + i];
    }
  }
}
