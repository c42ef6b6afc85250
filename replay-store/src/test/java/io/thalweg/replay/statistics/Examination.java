package io.thalweg.replay.statistics;

/**
 * Draws batches and tests them against stated probabilities: single rows, strata, pairs within a
 * batch, and what is left from one batch to the next. Not thread-safe.
 */
public final class Examination {
  private Examination() {}

  /**
   * Draws {@code batches} batches of {@code batchRows} rows and runs every test on them.
   *
   * @param draws under test
   * @param probabilities of every row
   * @param strata how many ranges of row numbers are compared
   * @param nearRows how far two rows of a pair within a batch may be apart to count as near
   */
  public static Findings examine(
      Draws draws, double[] probabilities, int strata, int nearRows, int batchRows, int batches) {
    Strata ranges = new Strata(probabilities, strata);
    ClusteredStrata clustered = new ClusteredStrata(ranges, batchRows);
    PairCounts repeated = new PairCounts(probabilities, batchRows, 0, 0);
    PairCounts adjacent = new PairCounts(probabilities, batchRows, 1, 1);
    PairCounts near = new PairCounts(probabilities, batchRows, 1, nearRows);
    BatchLag lag = new BatchLag(probabilities, ranges, batchRows);
    long[] rowCounts = new long[probabilities.length];
    int[] batch = new int[batchRows];
    for (int i = 0; i < batches; i++) {
      draws.next(batch);
      for (int row : batch) {
        rowCounts[row]++;
      }
      long[] counts = new long[strata];
      ranges.count(batch, counts);
      clustered.add(counts);
      int[] sorted = PairCounts.sorted(batch);
      repeated.add(sorted);
      adjacent.add(sorted);
      near.add(sorted);
      lag.add(sorted, counts);
    }
    return new Findings(
        Fit.pearson(rowCounts, probabilities),
        clustered.uncorrected(),
        clustered.corrected(),
        clustered.designEffect(),
        repeated.deviation(),
        adjacent.deviation(),
        near.deviation(),
        lag.strata(),
        lag.commonRows());
  }
}
