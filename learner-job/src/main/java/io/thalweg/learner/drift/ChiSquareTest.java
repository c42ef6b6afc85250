package io.thalweg.learner.drift;

/**
 * Pearson's chi-square test of homogeneity: whether two samples have the same shares of each value.
 * Values that are equal are one class. Immutable.
 */
record ChiSquareTest(double alpha) implements WindowDetector.Comparison {
  private static final int MAX_TERMS = 10_000;

  @Override
  public DriftResult compare(float[] reference, float[] window) {
    double n = reference.length;
    double m = window.length;
    double statistic = 0;
    int classes = 0;
    int i = 0;
    int j = 0;
    while (i < n || j < m) {
      float value = i < n && (j == m || reference[i] <= window[j]) ? reference[i] : window[j];
      int a = i;
      int b = j;
      while (i < n && reference[i] == value) {
        i++;
      }
      while (j < m && window[j] == value) {
        j++;
      }
      double both = i - a + j - b;
      double d = (i - a) - both * n / (n + m);
      statistic += d * d * (n + m) * (n + m) / (both * n * m);
      classes++;
    }
    return classes > 1 && survival(statistic, classes - 1) < alpha
        ? DriftResult.DRIFT
        : DriftResult.STABLE;
  }

  /** The chance that chi-square with so many degrees of freedom exceeds x. */
  static double survival(double x, int degrees) {
    if (x <= 0) {
      return 1;
    }
    double a = degrees / 2.0;
    double h = x / 2;
    double factor = Math.exp(a * Math.log(h) - h - logGamma(a));
    return h < a + 1 ? 1 - factor * series(a, h) : factor * fraction(a, h);
  }

  /** Of the lower incomplete gamma function. */
  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int k = 1; k < MAX_TERMS && term > sum * 1e-16; k++) {
      term *= x / (a + k);
      sum += term;
    }
    return sum;
  }

  /** Of the upper one: Legendre's continued fraction, evaluated forwards (Lentz 1976). */
  private static double fraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1e300;
    double d = 1 / b;
    double value = d;
    for (int k = 1; k < MAX_TERMS; k++) {
      double an = -k * (k - a);
      b += 2;
      d = 1 / (an * d + b);
      c = b + an / c;
      double delta = c * d;
      value *= delta;
      if (Math.abs(delta - 1) < 1e-15) {
        break;
      }
    }
    return value;
  }

  /** Stirling's series after shifting the argument above 10; of half-integers from 1/2 on. */
  private static double logGamma(double a) {
    double shift = 0;
    double z = a;
    while (z < 10) {
      shift += Math.log(z);
      z++;
    }
    double i = 1 / (z * z);
    double series = (1.0 / 12 - i * (1.0 / 360 - i * (1.0 / 1260 - i / 1680))) / z;
    return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
