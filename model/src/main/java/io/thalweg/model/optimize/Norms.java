package io.thalweg.model.optimize;

/** Sums of squares in double precision, in a fixed order. Stateless. */
final class Norms {
  private Norms() {}

  /** Of {@code [from, to)}. Eight sums, because one would wait for each addition. */
  static double squares(float[] x, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      a += (double) x[i] * x[i];
      b += (double) x[i + 1] * x[i + 1];
      c += (double) x[i + 2] * x[i + 2];
      d += (double) x[i + 3] * x[i + 3];
      e += (double) x[i + 4] * x[i + 4];
      f += (double) x[i + 5] * x[i + 5];
      g += (double) x[i + 6] * x[i + 6];
      h += (double) x[i + 7] * x[i + 7];
    }
    for (; i < to; i++) {
      a += (double) x[i] * x[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }
}
