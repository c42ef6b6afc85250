package io.thalweg.replay.statistics;

/**
 * Whether a batch tells something about the next: the correlation of their strata counts, and rows
 * that both drew (counted as pairs of draws). Not thread-safe.
 */
final class BatchLag {
  private final Strata strata;
  private final int batchRows;
  private final double expectedCommon;
  private final BatchMean correlation = new BatchMean();
  private final BatchMean common = new BatchMean();
  private int[] lastSorted = {};
  private long[] lastCounts = {};

  BatchLag(double[] probabilities, Strata strata, int batchRows) {
    this.strata = strata;
    this.batchRows = batchRows;
    double sum = 0;
    for (double p : probabilities) {
      sum += p * p;
    }
    this.expectedCommon = (double) batchRows * batchRows * sum;
  }

  void add(int[] sortedBatch, long[] counts) {
    if (lastSorted.length > 0) {
      correlation.add(correlation(counts));
      common.add((double) commonPairs(sortedBatch));
    }
    lastSorted = sortedBatch;
    lastCounts = counts.clone();
  }

  /** Mean correlation over the strata; 0 expected, and 1 where a batch repeats the last one. */
  Deviation strata() {
    return correlation.against(0, 1.0 / (strata.size() - 1));
  }

  Deviation commonRows() {
    return common.against(expectedCommon, expectedCommon);
  }

  /**
   * Of standardized counts: with x, y the distances of two independent batches' counts from
   * expectation, the sum of x y / (batch p) has mean 0 and variance strata - 1.
   */
  private double correlation(long[] counts) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = batchRows * strata.probability(i);
      sum += (counts[i] - expected) * (lastCounts[i] - expected) / expected;
    }
    return sum / (counts.length - 1);
  }

  private long commonPairs(int[] sorted) {
    long pairs = 0;
    int i = 0;
    int j = 0;
    while (i < sorted.length && j < lastSorted.length) {
      int row = Math.min(sorted[i], lastSorted[j]);
      int here = i;
      int there = j;
      while (i < sorted.length && sorted[i] == row) {
        i++;
      }
      while (j < lastSorted.length && lastSorted[j] == row) {
        j++;
      }
      pairs += (long) (i - here) * (j - there);
    }
    return pairs;
  }
}
