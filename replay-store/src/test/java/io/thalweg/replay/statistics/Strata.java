package io.thalweg.replay.statistics;

import java.util.Arrays;

/** Rows in order of number, cut into strata of equally many rows. Immutable. */
public final class Strata {
  private final int[] ofRow;
  private final double[] probabilities;

  public Strata(double[] rowProbabilities, int strata) {
    ofRow = new int[rowProbabilities.length];
    probabilities = new double[strata];
    for (int row = 0; row < ofRow.length; row++) {
      ofRow[row] = (int) ((long) row * strata / ofRow.length);
      probabilities[ofRow[row]] += rowProbabilities[row];
    }
  }

  public static double[] uniform(int rows) {
    double[] probabilities = new double[rows];
    Arrays.fill(probabilities, 1.0 / rows);
    return probabilities;
  }

  public int size() {
    return probabilities.length;
  }

  public double probability(int stratum) {
    return probabilities[stratum];
  }

  /** The test for a bias of strata, for draws that are independent. */
  public Fit fit(Draws draws, int batchRows, int batches) {
    long[] counts = new long[probabilities.length];
    int[] batch = new int[batchRows];
    for (int i = 0; i < batches; i++) {
      draws.next(batch);
      count(batch, counts);
    }
    return fit(counts);
  }

  Fit fit(long[] counts) {
    return Fit.pearson(counts, probabilities);
  }

  void count(int[] batch, long[] counts) {
    for (int row : batch) {
      counts[ofRow[row]]++;
    }
  }
}
