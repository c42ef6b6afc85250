package io.thalweg.replay.statistics;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** A division of rows into strata, by number. Immutable. */
public final class Strata {
  private final int[] ofRow;
  private final double[] probabilities;

  private Strata(double[] rowProbabilities, int[] ofRow, int strata) {
    this.ofRow = ofRow;
    this.probabilities = new double[strata];
    for (int row = 0; row < ofRow.length; row++) {
      probabilities[ofRow[row]] += rowProbabilities[row];
    }
  }

  /** Rows in order of number, cut into strata of equally many rows. */
  public Strata(double[] rowProbabilities, int strata) {
    this(rowProbabilities, ranges(rowProbabilities.length, strata), strata);
  }

  /** Strata that {@code ofRow} names, from 0; each must have a row. */
  public static Strata of(double[] rowProbabilities, IntUnaryOperator ofRow) {
    int[] strata = IntStream.range(0, rowProbabilities.length).map(ofRow).toArray();
    return new Strata(rowProbabilities, strata, Arrays.stream(strata).max().orElseThrow() + 1);
  }

  private static int[] ranges(int rows, int strata) {
    return IntStream.range(0, rows).map(row -> (int) ((long) row * strata / rows)).toArray();
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

  /** Of the counts of single rows, for draws that are independent. */
  public Fit fitRows(long[] rowCounts) {
    return fit(sums(rowCounts));
  }

  /** Rows' counts added up by stratum. */
  public long[] sums(long[] rowCounts) {
    long[] sums = new long[probabilities.length];
    for (int row = 0; row < rowCounts.length; row++) {
      sums[ofRow[row]] += rowCounts[row];
    }
    return sums;
  }

  void count(int[] batch, long[] counts) {
    for (int row : batch) {
      counts[ofRow[row]]++;
    }
  }
}
