package io.thalweg.replay.statistics;

/** Mean and variance of a value per batch (B. P. Welford, 1962). Not thread-safe. */
final class BatchMean {
  private long batches;
  private double mean;
  private double squares;

  void add(double value) {
    batches++;
    double distance = value - mean;
    mean += distance / batches;
    squares += distance * (value - mean);
  }

  /**
   * Against an expectation. The variance is the measured one, but at least {@code leastVariance}: a
   * count of rare events may not have shown its variance yet.
   */
  Deviation against(double expected, double leastVariance) {
    double variance = Math.max(squares / (batches - 1), leastVariance);
    return new Deviation(mean, expected, Math.sqrt(variance / batches));
  }
}
