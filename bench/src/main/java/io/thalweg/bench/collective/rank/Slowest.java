package io.thalweg.bench.collective.rank;

import java.util.Arrays;

/** Of each iteration, the time of the rank that took longest. Stateless. */
final class Slowest {
  private Slowest() {}

  static void merge(long[] slowest, long[] nanos) {
    for (int i = 0; i < slowest.length; i++) {
      slowest[i] = Math.max(slowest[i], nanos[i]);
    }
  }

  /** The upper one of an even number, as in the peer's loop. */
  static double medianMicros(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e3;
  }
}
