package io.thalweg.serving.rollout;

import java.util.SplittableRandom;

/** Random numbers from a generator of each thread's own, all split from one. Thread-safe. */
final class ThreadRandom {
  private final ThreadLocal<SplittableRandom> own;

  ThreadRandom(long seed) {
    SplittableRandom root = new SplittableRandom(seed);
    this.own =
        ThreadLocal.withInitial(
            () -> {
              synchronized (root) {
                return root.split();
              }
            });
  }

  long nextLong() {
    return own.get().nextLong();
  }

  /** From 0 to below 1. */
  double nextDouble() {
    return own.get().nextDouble();
  }
}
