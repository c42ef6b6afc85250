package io.thalweg.replay;

/** Pearson's statistic against a uniform expectation. */
final class ChiSquare {
  /** One-sided quantile of the normal distribution that is passed by chance once in 31,000. */
  private static final double Z = 4;

  private ChiSquare() {}

  static double ofUniform(long[] counts) {
    double expected = 0;
    for (long count : counts) {
      expected += (double) count / counts.length;
    }
    double statistic = 0;
    for (long count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    return statistic;
  }

  /** Wilson and Hilferty's approximation of the quantile at {@link #Z}. */
  static double bound(int degreesOfFreedom) {
    double spread = 2.0 / (9 * degreesOfFreedom);
    return degreesOfFreedom * Math.pow(1 - spread + Z * Math.sqrt(spread), 3);
  }
}
