package io.thalweg.collective;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The average of the ranks' vectors by the ranks' weights. An idle rank takes part with weight 0:
 * its vector is ignored, whatever it holds, and nobody waits for its data. Threads: as the
 * summation.
 *
 * <p>The ranks first gather their weights, which are added up in double precision and in rank
 * order, and what the guard asks for. Then they sum (weight / total) * values: shares that can't
 * overflow, that a compressor meets in the same range in every round, and of which one rank alone
 * gets back its own bits.
 */
public final class WeightedAverage {

  private final GuardLimits limits;
  private final Summation summation;

  /**
   * Keeps what it is given.
   *
   * @param summation the caller commits or aborts it after each average that returned
   */
  public WeightedAverage(GuardLimits limits, Summation summation) {
    this.limits = limits;
    this.summation = summation;
  }

  /** Uncompressed, of finite values; otherwise as {@link #average}. */
  public static double allReduce(
      Communicator communicator, float[] values, double weight, long round, Duration timeout)
      throws CollectiveException {
    return new WeightedAverage(GuardLimits.finite(), Summation.uncompressed())
        .average(communicator, values, weight, 0, round, timeout);
  }

  /**
   * Replaces values by sum(weight * values) / sum(weight), or by zeros where the weights sum to 0.
   * Values are untouched if the call fails.
   *
   * @param weight 0 or positive, up to the largest float; for example a number of examples
   * @param lateRounds how many rounds in a row this rank has sat out, this one included; 0 for a
   *     rank that is ready
   * @return the sum of all weights, with identical bits on all ranks
   * @throws CollectiveException also when a contribution is refused: on all ranks alike
   */
  public double average(
      Communicator communicator,
      float[] values,
      double weight,
      int lateRounds,
      long round,
      Duration timeout)
      throws CollectiveException {
    requireWeight(communicator, weight, round);
    TimeLeft time = TimeLeft.of(timeout);
    ContributionClaim claim = ContributionClaim.of(values, weight, lateRounds);
    double total = ContributionGuard.admit(communicator, claim, limits, round, time.remaining());
    float[] sum = new float[values.length];
    if (total > 0) {
      if (weight != 0) {
        double share = weight / total;
        for (int i = 0; i < sum.length; i++) {
          sum[i] = (float) (share * values[i]);
        }
      }
      summation.sum(communicator, sum, round, time.remaining());
    }
    System.arraycopy(sum, 0, values, 0, sum.length);
    return total;
  }

  /**
   * As {@link #average}, uncompressed and in place: no copy is made, and what the buffer holds
   * after a failure is undefined.
   *
   * @param floats as {@link Communicator} says
   */
  public static double allReduce(
      Communicator communicator,
      ByteBuffer floats,
      Accumulation accumulation,
      double weight,
      GuardLimits limits,
      long round,
      Duration timeout)
      throws CollectiveException {
    requireWeight(communicator, weight, round);
    TimeLeft time = TimeLeft.of(timeout);
    ContributionClaim claim = ContributionClaim.of(floats, weight, 0);
    double total = ContributionGuard.admit(communicator, claim, limits, round, time.remaining());
    double share = total > 0 ? weight / total : 0;
    int end = floats.limit();
    for (int at = floats.position(); at < end; at += Float.BYTES) {
      // 0 * NaN is NaN: what an idle rank holds must not reach the others
      floats.putFloat(at, share == 0 ? 0f : (float) (share * floats.getFloat(at)));
    }
    if (total > 0) {
      communicator.allReduceSum(floats, accumulation, round, time.remaining());
    }
    return total;
  }

  private static void requireWeight(Communicator communicator, double weight, long round) {
    if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight must be 0 or positive, up to the largest float: weight="
              + weight
              + ", rank="
              + communicator.rank()
              + ", round="
              + round);
    }
  }
}
