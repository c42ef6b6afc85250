package io.thalweg.collective.round;

import java.util.SplittableRandom;

/** Draws what goes wrong; nothing does after the calm has begun. */
final class Faults {
  private final SplittableRandom random;
  private boolean calm;

  Faults(SplittableRandom random) {
    this.random = random;
  }

  void end() {
    calm = true;
  }

  boolean areOver() {
    return calm;
  }

  boolean oneIn(int n) {
    return !calm && random.nextInt(n) == 0;
  }

  /** Of a message, in nanoseconds; one of so many is late. */
  long delay(long usualNanos, int lateOneIn) {
    long usual = random.nextLong(usualNanos);
    return oneIn(lateOneIn) ? usual + random.nextLong(60 * VirtualTime.MILLI) : usual;
  }
}
