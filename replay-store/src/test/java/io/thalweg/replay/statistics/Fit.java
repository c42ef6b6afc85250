package io.thalweg.replay.statistics;

/** A chi-square statistic and how often chance alone exceeds it. Immutable. */
public record Fit(double statistic, double degreesOfFreedom, double pValue) {

  public static Fit ofStatistic(double statistic, double degreesOfFreedom) {
    return new Fit(statistic, degreesOfFreedom, Tails.chiSquare(statistic, degreesOfFreedom));
  }

  /** Pearson's goodness of fit; every expected count must be at least 5. */
  public static Fit pearson(long[] counts, double[] probabilities) {
    long draws = 0;
    for (long count : counts) {
      draws += count;
    }
    double statistic = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = draws * probabilities[i];
      if (expected < 5) {
        throw new IllegalArgumentException(
            "too few draws for a chi-square: cell=%d, expected=%s, draws=%d"
                .formatted(i, expected, draws));
      }
      statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return ofStatistic(statistic, counts.length - 1);
  }
}
