package io.thalweg.bench.measure;

import java.util.Arrays;

/**
 * Durations of which percentiles are asked afterwards. Recording allocates nothing; the room is
 * taken beforehand, and what comes after it is full replaces the oldest. Not thread-safe.
 */
public final class Latencies {
  private final long[] nanos;
  private long recorded;

  public Latencies(int capacity) {
    this.nanos = new long[capacity];
  }

  public void record(long durationNanos) {
    nanos[(int) (recorded++ % nanos.length)] = durationNanos;
  }

  public void clear() {
    recorded = 0;
  }

  public int count() {
    return (int) Math.min(recorded, nanos.length);
  }

  /**
   * The smallest duration that at least that share of all does not exceed (nearest rank).
   *
   * @param share above 0, up to 1: 0.99 is p99
   */
  public double micros(double share) {
    int count = count();
    if (count == 0 || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "a percentile needs durations and a share in (0, 1]: count=%d, share=%s"
              .formatted(count, share));
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * count) - 1] / 1e3;
  }
}
