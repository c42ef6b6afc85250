package io.thalweg.replay.statistics;

import java.util.Arrays;

/**
 * How far batches are from independent draws as seen from some strata: the design effect of one
 * batch, and the correlation of the counts of consecutive ones. Not thread-safe.
 */
public final class ConsecutiveBatches {
  private final Strata strata;
  private final ClusteredStrata clusters;
  private final BatchLag lag;
  private final double[] probabilities;

  public ConsecutiveBatches(double[] rowProbabilities, Strata strata, int batchRows) {
    this.strata = strata;
    this.probabilities = rowProbabilities;
    this.clusters = new ClusteredStrata(strata, batchRows);
    this.lag = new BatchLag(probabilities, strata, batchRows);
  }

  public void add(int[] batch) {
    long[] counts = new long[strata.size()];
    strata.count(batch, counts);
    clusters.add(counts);
    int[] sorted = batch.clone();
    Arrays.sort(sorted);
    lag.add(sorted, counts);
  }

  /** Variance of a batch's counts, in those of independent draws. */
  public double designEffect() {
    return clusters.designEffect();
  }

  /** Covariance of consecutive batches' counts, in variances of independent draws. */
  public Deviation covariance() {
    return lag.strata();
  }

  /** Of the counts of consecutive batches; 0 for independent draws. */
  public double correlation() {
    return covariance().observed() / designEffect();
  }

  /** Rows that consecutive batches both drew. */
  public Deviation commonRows() {
    return lag.commonRows();
  }
}
