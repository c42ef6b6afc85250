package io.thalweg.collective.round;

/** Ends a loop's thread. Threads: stateless. */
final class Threads {
  private static final long PATIENCE_MILLIS = 2_000;

  private Threads() {}

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
