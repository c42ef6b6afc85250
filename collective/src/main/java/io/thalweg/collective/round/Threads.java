package io.thalweg.collective.round;

import java.nio.channels.ClosedByInterruptException;

/** Ends a loop's thread. Threads: stateless. */
final class Threads {
  private static final long PATIENCE_MILLIS = 2_000;

  private Threads() {}

  /** Whether {@link #stop} caused this, in the midst of reading or writing a file. */
  static boolean isStopped(Throwable e) {
    return e.getCause() instanceof ClosedByInterruptException;
  }

  /** Interrupts it and waits until it has ended. */
  static void stop(Thread thread) {
    thread.interrupt();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
