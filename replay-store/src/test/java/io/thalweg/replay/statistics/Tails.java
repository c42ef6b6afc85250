package io.thalweg.replay.statistics;

/** Upper tail probabilities. Stateless. */
public final class Tails {
  private static final double PRECISION = 1e-15;
  private static final int MOST_TERMS = 100_000;

  /** Of C. Lanczos' approximation of the gamma function with g = 7. */
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private Tails() {}

  /** P(chi-square variable &gt;= statistic). */
  public static double chiSquare(double statistic, double degreesOfFreedom) {
    return upperGamma(degreesOfFreedom / 2, statistic / 2);
  }

  /** P(|standard normal variable| &gt;= |z|). */
  public static double normalTwoSided(double z) {
    return upperGamma(0.5, z * z / 2);
  }

  /**
   * The regularized incomplete gamma function Q(a, x): by the series of P below a + 1, by the
   * continued fraction (Lentz's method) above.
   */
  static double upperGamma(double a, double x) {
    if (x <= 0) {
      return 1;
    }
    double factor = Math.exp(a * Math.log(x) - x - logGamma(a));
    return x < a + 1 ? 1 - factor * series(a, x) : factor * fraction(a, x);
  }

  static double logGamma(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x - 1 + i);
    }
    double t = x + 6.5;
    return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }

  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < MOST_TERMS && term > sum * PRECISION; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum;
  }

  private static double fraction(double a, double x) {
    double tiny = Double.MIN_NORMAL;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double product = d;
    for (int n = 1; n < MOST_TERMS; n++) {
      double numerator = -n * (n - a);
      b += 2;
      d = numerator * d + b;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = b + numerator / c;
      c = Math.abs(c) < tiny ? tiny : c;
      product *= d * c;
      if (Math.abs(d * c - 1) < PRECISION) {
        break;
      }
    }
    return product;
  }
}
