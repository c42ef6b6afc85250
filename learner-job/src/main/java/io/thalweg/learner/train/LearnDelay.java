package io.thalweg.learner.train;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the newest 512 examples were ready before they were learned. Written by one thread, read
 * by any; whoever reads while examples come may see a few of them and of those that they replace.
 */
public final class LearnDelay {
  private static final int KEPT = 512;

  private final AtomicLongArray newest = new AtomicLongArray(KEPT);
  private final AtomicLong seen = new AtomicLong();

  void add(long millis) {
    long n = seen.getPlain();
    newest.lazySet((int) (n % KEPT), millis);
    seen.lazySet(n + 1);
  }

  /** In milliseconds; NaN before the first example. */
  public double median() {
    int count = (int) Math.min(KEPT, seen.get());
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = new long[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = newest.get(i);
    }
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
