package io.thalweg.collective;

/**
 * What a rank's contribution may be before its round is refused on all ranks. That it is finite is
 * always asked for. Immutable.
 *
 * @param maxNorm of a contribution, L2; infinity allows all
 * @param maxTimesMedian how many times the median of the contributing ranks' norms (the lower one
 *     of two) a norm may be, at least 1; infinity allows all, and so does a median of 0
 * @param maxLateRounds how many rounds in a row a rank may sit out because it isn't ready
 */
public record GuardLimits(double maxNorm, double maxTimesMedian, int maxLateRounds) {

  public GuardLimits {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("maxNorm must be above 0: maxNorm=" + maxNorm);
    }
    if (!(maxTimesMedian >= 1)) {
      throw new IllegalArgumentException(
          "maxTimesMedian must be at least 1: maxTimesMedian=" + maxTimesMedian);
    }
    if (maxLateRounds < 0) {
      throw new IllegalArgumentException(
          "maxLateRounds must not be negative: maxLateRounds=" + maxLateRounds);
    }
  }

  /** Any finite contribution of a rank that is ready. */
  public static GuardLimits finite() {
    return new GuardLimits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
  }

  public GuardLimits withMaxLateRounds(int rounds) {
    return new GuardLimits(maxNorm, maxTimesMedian, rounds);
  }
}
