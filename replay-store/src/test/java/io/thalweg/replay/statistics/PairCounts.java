package io.thalweg.replay.statistics;

import java.util.Arrays;

/**
 * Pairs of draws in one batch whose row numbers differ by {@code from} to {@code to}: 0 to 0 are
 * rows drawn twice, 1 to 1 neighbours. Not thread-safe.
 */
final class PairCounts {
  private final int from;
  private final int to;
  private final double expected;
  private final BatchMean pairs = new BatchMean();

  PairCounts(double[] probabilities, int batchRows, int from, int to) {
    this.from = from;
    this.to = to;
    double sum = 0;
    for (int distance = from; distance <= to; distance++) {
      double both = 0;
      for (int row = 0; row + distance < probabilities.length; row++) {
        both += probabilities[row] * probabilities[row + distance];
      }
      sum += distance == 0 ? both : 2 * both;
    }
    this.expected = batchRows * (batchRows - 1.0) / 2 * sum;
  }

  void add(int[] sortedBatch) {
    long count = 0;
    int near = 0;
    int far = 0;
    for (int i = 0; i < sortedBatch.length; i++) {
      near = Math.max(near, i + 1);
      while (near < sortedBatch.length && sortedBatch[near] - sortedBatch[i] < from) {
        near++;
      }
      far = Math.max(far, near);
      while (far < sortedBatch.length && sortedBatch[far] - sortedBatch[i] <= to) {
        far++;
      }
      count += far - near;
    }
    pairs.add((double) count);
  }

  /** At least the variance of a Poisson count. */
  Deviation deviation() {
    return pairs.against(expected, expected);
  }

  static int[] sorted(int[] batch) {
    int[] sorted = batch.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
