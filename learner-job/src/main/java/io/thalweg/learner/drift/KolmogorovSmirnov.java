package io.thalweg.learner.drift;

/**
 * The largest distance between two empirical distributions. By Smirnov's asymptotic law it exceeds
 * sqrt(-ln(alpha/2)/2 (n + m)/(n m)) with probability alpha where both are samples of one.
 * Immutable.
 */
record KolmogorovSmirnov(double alpha) implements WindowDetector.Comparison {
  @Override
  public DriftResult compare(float[] reference, float[] window) {
    double n = reference.length;
    double m = window.length;
    double bound = Math.sqrt(-Math.log(alpha / 2) / 2 * (n + m) / (n * m));
    return statistic(reference, window) > bound ? DriftResult.DRIFT : DriftResult.STABLE;
  }

  /** Of ascending values. */
  static double statistic(float[] a, float[] b) {
    int i = 0;
    int j = 0;
    double largest = 0;
    while (i < a.length && j < b.length) {
      float value = Math.min(a[i], b[j]);
      while (i < a.length && a[i] <= value) {
        i++;
      }
      while (j < b.length && b[j] <= value) {
        j++;
      }
      largest = Math.max(largest, Math.abs((double) i / a.length - (double) j / b.length));
    }
    return largest;
  }
}
