package io.thalweg.model.evaluate;

/**
 * The population stability index of two samples in bins: sum over bins of (p - q) ln(p / q), p and
 * q their shares, which is Kullback and Leibler's divergence both ways (1951; Yurdakul,
 * "Statistical properties of the population stability index", 2018). Half a value is added to each
 * bin, so that an empty one costs what it should. Stateless.
 */
public final class PopulationStability {
  /** What each bin counts more than it holds. */
  private static final double PRIOR = 0.5;

  /**
   * In nats, 0 or more; the same either way round.
   *
   * @param sample how many values each bin holds
   * @param reference likewise
   * @param bins that are counted, the first ones
   */
  public static double index(long[] sample, long[] reference, int bins) {
    double all = sum(sample, bins) + PRIOR * bins;
    double then = sum(reference, bins) + PRIOR * bins;
    double sum = 0;
    for (int i = 0; i < bins; i++) {
      double p = (sample[i] + PRIOR) / all;
      double q = (reference[i] + PRIOR) / then;
      sum += (p - q) * Math.log(p / q);
    }
    return sum;
  }

  private static long sum(long[] counts, int bins) {
    long sum = 0;
    for (int i = 0; i < bins; i++) {
      sum += counts[i];
    }
    return sum;
  }

  private PopulationStability() {}
}
