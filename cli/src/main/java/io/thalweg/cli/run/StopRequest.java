package io.thalweg.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a question: the process goes on until the command has ended what it began, forty
 * seconds at most. Thread-safe.
 */
public final class StopRequest implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 40;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  StopRequest() {
    this.hook = new Thread(this::onSignal, "thalweg-stop");
  }

  /** Listens for the signal from here on. */
  public static StopRequest listen() {
    StopRequest stop = new StopRequest();
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /** What the hook does: the process lives on until it returns. */
  void onSignal() {
    requested.countDown();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the signal; true if it came. */
  public boolean await(long millis) throws InterruptedException {
    return requested.await(millis, TimeUnit.MILLISECONDS);
  }

  /** The command has ended: the process may go. */
  @Override
  public void close() {
    ended.countDown();
    if (requested.getCount() > 0) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came this very moment; the hook ends by itself.
      }
    }
  }
}
