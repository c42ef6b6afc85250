package io.thalweg.serving.explain;

import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Weighted ridge regression on features that are there or not, with an intercept that isn't
 * penalized: the b that make sum w (y - x b)^2 + penalty |b|^2 least. Confined to one thread.
 */
final class WeightedRidge {
  /** Columns, the intercept's behind the features'. */
  private final int size;

  private final double penalty;
  private double[] coefficients = new double[0];
  private double[] variances = new double[0];
  private double explained;

  WeightedRidge(int features, double penalty) {
    this.size = features + 1;
    this.penalty = penalty;
  }

  /** Fits, in as many steps as there are samples times the square of the features. */
  void fit(List<BitSet> samples, double[] y, ToDoubleFunction<BitSet> weight) {
    double[] w = samples.stream().mapToDouble(weight).toArray();
    double[][] normal = new double[size][size];
    double[] right = new double[size];
    for (int s = 0; s < w.length; s++) {
      int[] columns = columns(samples.get(s));
      accumulate(normal, columns, w[s]);
      for (int c : columns) {
        right[c] += w[s] * y[s];
      }
    }
    for (int i = 0; i < size - 1; i++) {
      normal[i][i] += penalty;
    }
    double[][] inverse = PositiveDefinite.inverse(normal);
    coefficients = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        coefficients[i] += inverse[i][j] * right[j];
      }
    }
    judge(samples, y, w, inverse);
  }

  /**
   * Variances by what is left over of each sample, which may differ between samples (White, "A
   * heteroskedasticity-consistent covariance matrix estimator", 1980).
   */
  private void judge(List<BitSet> samples, double[] y, double[] w, double[][] inverse) {
    double sum = 0;
    double total = 0;
    for (int s = 0; s < w.length; s++) {
      sum += w[s] * y[s];
      total += w[s];
    }
    double mean = sum / total;
    double left = 0;
    double all = 0;
    double[][] middle = new double[size][size];
    for (int s = 0; s < w.length; s++) {
      int[] columns = columns(samples.get(s));
      double error = y[s];
      for (int c : columns) {
        error -= coefficients[c];
      }
      left += w[s] * error * error;
      all += w[s] * (y[s] - mean) * (y[s] - mean);
      accumulate(middle, columns, w[s] * w[s] * error * error);
    }
    explained = all > 0 ? 1 - left / all : 1;
    variances = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double dot = 0;
        for (int k = 0; k < size; k++) {
          dot += middle[j][k] * inverse[k][i];
        }
        variances[i] += inverse[i][j] * dot;
      }
    }
  }

  private int[] columns(BitSet sample) {
    int[] out = new int[sample.cardinality() + 1];
    int next = 0;
    for (int i = sample.nextSetBit(0); i >= 0; i = sample.nextSetBit(i + 1)) {
      out[next++] = i;
    }
    out[next] = size - 1;
    return out;
  }

  private static void accumulate(double[][] matrix, int[] columns, double weight) {
    for (int a : columns) {
      double[] row = matrix[a];
      for (int b : columns) {
        row[b] += weight;
      }
    }
  }

  double intercept() {
    return coefficients[size - 1];
  }

  double coefficient(int feature) {
    return coefficients[feature];
  }

  double standardError(int feature) {
    return Math.sqrt(Math.max(0, variances[feature]));
  }

  /** Share of the weighted variance of y, 1 at most. */
  double explained() {
    return explained;
  }
}
