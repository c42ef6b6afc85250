package io.thalweg.serving.batch;

/**
 * What a run of {@code n} rows takes, {@code a + b n}, learned from the runs themselves: the least
 * squares of the relative errors, in which older runs count ever less. While all runs were of one
 * size the two terms can't be told apart, and only their sum follows the runs. A run that took a
 * multiple of what was expected is a pause of the machine's and isn't counted; several behind one
 * another are another model, and what was learned is forgotten. Thread-safe.
 */
final class RunCost {
  private static final double FIRST_FIXED_NANOS = 20_000;
  private static final double FIRST_ROW_NANOS = 1_000;
  private static final double KEPT = 0.95;
  private static final double GAIN = 0.2;

  /** Beyond it, either way, a run is odd. */
  private static final double ODD_RATIO = 4;

  private static final int ODD_RUNS = 3;

  /** Below it the sizes are too much alike. */
  private static final double LEAST_DETERMINANT = 1e-3;

  // All are guarded by this.
  private double fixedNanos = FIRST_FIXED_NANOS;
  private double rowNanos = FIRST_ROW_NANOS;
  private int largestRun = 1;
  private int oddRuns;

  // Sums over the runs, with x = 1 / nanos and y = rows / nanos.
  private double xx;
  private double xy;
  private double yy;
  private double x;
  private double y;

  /** Nothing is known yet. */
  RunCost() {}

  /** As another is known to be: the same network with other weights, as a rule. */
  RunCost(RunCost other) {
    synchronized (other) {
      fixedNanos = other.fixedNanos;
      rowNanos = other.rowNanos;
      largestRun = other.largestRun;
    }
  }

  synchronized void ran(int rows, long nanos) {
    double ratio = Math.max(1, nanos) / (fixedNanos + rowNanos * rows);
    if (ratio <= ODD_RATIO && ratio >= 1 / ODD_RATIO) {
      oddRuns = 0;
    } else if (++oddRuns < ODD_RUNS) {
      return;
    } else {
      forget(ratio);
      ratio = 1;
    }
    largestRun = Math.max(largestRun, rows);
    add(1.0 / Math.max(1, nanos), (double) rows / Math.max(1, nanos));
    double determinant = xx * yy - xy * xy;
    if (determinant < LEAST_DETERMINANT * xx * yy) {
      double factor = Math.pow(ratio, GAIN);
      fixedNanos = Math.max(1, fixedNanos * factor);
      rowNanos = Math.max(1, rowNanos * factor);
      return;
    }
    double fixed = (x * yy - y * xy) / determinant;
    double row = (y * xx - x * xy) / determinant;
    fixedNanos = Math.max(1, row < 1 ? x / xx : fixed);
    rowNanos = Math.max(1, fixed < 1 ? y / yy : row);
  }

  private void forget(double ratio) {
    fixedNanos *= ratio;
    rowNanos *= ratio;
    largestRun = 1;
    oddRuns = 0;
    xx = 0;
    xy = 0;
    yy = 0;
    x = 0;
    y = 0;
  }

  private void add(double newX, double newY) {
    xx = KEPT * xx + newX * newX;
    xy = KEPT * xy + newX * newY;
    yy = KEPT * yy + newY * newY;
    x = KEPT * x + newX;
    y = KEPT * y + newY;
  }

  /** Of one run. */
  synchronized double nanos(int rows) {
    return fixedNanos + rowNanos * rows;
  }

  /**
   * How many rows are worth computing together: as many as the fixed part pays for, or as fit in a
   * time that nobody notices; and no more than twice as many as were ever tried.
   */
  synchronized int rowsOfOneRun(double unnoticedNanos, int most) {
    double worth = Math.max(fixedNanos, unnoticedNanos) / rowNanos;
    return (int) Math.max(1, Math.min(Math.min(most, 2.0 * largestRun), worth));
  }
}
