package io.thalweg.collective.transport.tcp;

import java.time.Duration;

/** A point of {@link System#nanoTime}. Immutable. */
record Deadline(long atNanos) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  static Deadline after(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  Deadline earlierOf(Deadline other) {
    return atNanos - other.atNanos <= 0 ? this : other;
  }

  boolean passed() {
    return atNanos - System.nanoTime() <= 0;
  }

  /** Rounded up, so that waiting this long gets to the deadline; 0 once it has passed. */
  long remainingMillis() {
    long nanos = atNanos - System.nanoTime();
    return nanos <= 0 ? 0 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }
}
