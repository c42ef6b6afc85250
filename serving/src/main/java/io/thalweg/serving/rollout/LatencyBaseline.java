package io.thalweg.serving.rollout;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What counts as slow: longer than the 95th percentile of the champion's first answers of a trial.
 * It is fixed before any answer is compared with it. Thread-safe, without locks.
 */
final class LatencyBaseline {
  static final int ANSWERS = 400;
  private static final int SLOW_FROM = ANSWERS * 95 / 100;
  private static final long UNKNOWN = -1;

  private final AtomicLongArray first = new AtomicLongArray(ANSWERS);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private volatile long slowAboveNanos = UNKNOWN;

  /** Takes one of the champion's answers while there are too few yet. */
  void champion(long nanos) {
    if (begun.get() >= ANSWERS) {
      return;
    }
    int at = begun.getAndIncrement();
    if (at < ANSWERS) {
      first.set(at, nanos);
      if (written.incrementAndGet() == ANSWERS) {
        slowAboveNanos = percentile();
      }
    }
  }

  private long percentile() {
    long[] sorted = new long[ANSWERS];
    for (int i = 0; i < ANSWERS; i++) {
      sorted[i] = first.get(i);
    }
    Arrays.sort(sorted);
    return sorted[SLOW_FROM];
  }

  boolean isKnown() {
    return slowAboveNanos != UNKNOWN;
  }

  /** Once it is known. */
  boolean isSlow(long nanos) {
    return nanos > slowAboveNanos;
  }
}
