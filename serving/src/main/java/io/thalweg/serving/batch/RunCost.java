package io.thalweg.serving.batch;

/**
 * What a run of {@code n} rows takes, {@code a + b n}, learned from the runs themselves. Each run
 * scales both terms by its ratio to what was expected, each to the power of its share, so runs of
 * one size move the sum and runs of many sizes tell the terms apart. Thread-safe.
 */
final class RunCost {
  private static final double FIRST_FIXED_NANOS = 20_000;
  private static final double FIRST_ROW_NANOS = 1_000;
  private static final double GAIN = 0.2;

  /** One pause isn't taken for a slower model. */
  private static final double MAX_RATIO = 8;

  // Guarded by this.
  private double fixedNanos = FIRST_FIXED_NANOS;
  private double rowNanos = FIRST_ROW_NANOS;

  synchronized void ran(int rows, long nanos) {
    double expected = fixedNanos + rowNanos * rows;
    double ratio = Math.min(MAX_RATIO, Math.max(1 / MAX_RATIO, Math.max(1, nanos) / expected));
    double gain = GAIN * Math.log(ratio);
    double share = fixedNanos / expected;
    fixedNanos = Math.max(1, fixedNanos * Math.exp(gain * share));
    rowNanos = Math.max(1, rowNanos * Math.exp(gain * (1 - share)));
  }

  /** Of one run. */
  synchronized double nanos(int rows) {
    return fixedNanos + rowNanos * rows;
  }

  /**
   * How many rows are worth waiting for one another: as many as the fixed part pays for, or as fit
   * in a time that nobody notices.
   */
  synchronized int rowsOfOneRun(double unnoticedNanos, int most) {
    return (int) Math.max(1, Math.min(most, Math.max(fixedNanos, unnoticedNanos) / rowNanos));
  }
}
