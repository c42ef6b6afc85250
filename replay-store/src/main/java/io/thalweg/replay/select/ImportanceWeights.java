package io.thalweg.replay.select;

import java.util.function.IntToDoubleFunction;

/**
 * What makes the gradient of unevenly drawn rows unbiased (equation 3.4 and the scaling by the
 * largest of T. Schaul et al., "Prioritized experience replay", ICLR 2016). Stateless.
 */
public final class ImportanceWeights {
  private ImportanceWeights() {}

  /**
   * Fills {@code weights} 0 to {@code rows} - 1 with (N p)^-beta / max over the batch. The table's
   * size N divides out, as does the largest: what is left is (smallest p / p)^beta, at most 1.
   *
   * @param probability of the i-th row of the batch, &gt; 0
   * @param beta 0 (no correction) to 1 (full correction)
   */
  public static void fill(IntToDoubleFunction probability, int rows, double beta, float[] weights) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rows; i++) {
      double p = probability.applyAsDouble(i);
      if (!(p > 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "probability must be above 0 and at most 1: row=%d, probability=%s".formatted(i, p));
      }
      smallest = Math.min(smallest, p);
    }
    for (int i = 0; i < rows; i++) {
      weights[i] = (float) Math.pow(smallest / probability.applyAsDouble(i), beta);
    }
  }
}
