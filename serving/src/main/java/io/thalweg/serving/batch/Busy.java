package io.thalweg.serving.batch;

/** How much of the last moments the workers were busy. Guarded by the lock of {@link Workers}. */
final class Busy {
  private static final double MEMORY_NANOS = 50_000_000;

  private double share;
  private long lastNanos;

  /**
   * Counts the time since the last call.
   *
   * @param busy the share of the workers that were busy since then
   */
  void at(long nowNanos, double busy) {
    double weight = -Math.expm1(-Math.max(0, nowNanos - lastNanos) / MEMORY_NANOS);
    share += weight * (busy - share);
    lastNanos = nowNanos;
  }

  /** 0 to 1, of which the last 50 ms make up two thirds. */
  double share() {
    return share;
  }
}
