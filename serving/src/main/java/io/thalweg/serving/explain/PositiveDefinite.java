package io.thalweg.serving.explain;

/** Symmetric positive definite matrices. Stateless. */
final class PositiveDefinite {
  private PositiveDefinite() {}

  /** The inverse, by Cholesky's factors; the matrix stays as it is. */
  static double[][] inverse(double[][] matrix) {
    double[][] l = factor(matrix);
    int n = l.length;
    double[][] out = new double[n][n];
    for (int c = 0; c < n; c++) {
      double[] x = new double[n];
      for (int i = c; i < n; i++) {
        double sum = i == c ? 1 : 0;
        for (int k = c; k < i; k++) {
          sum -= l[i][k] * x[k];
        }
        x[i] = sum / l[i][i];
      }
      for (int i = n - 1; i >= 0; i--) {
        double sum = x[i];
        for (int k = i + 1; k < n; k++) {
          sum -= l[k][i] * x[k];
        }
        x[i] = sum / l[i][i];
      }
      out[c] = x;
    }
    return out;
  }

  /** Lower triangular L with L L' the matrix. */
  private static double[][] factor(double[][] a) {
    int n = a.length;
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        if (i == j && !(sum > 0)) {
          throw new IllegalArgumentException(
              "row %d of %d: pivot %s, want one above 0".formatted(i, n, sum));
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    return l;
  }
}
