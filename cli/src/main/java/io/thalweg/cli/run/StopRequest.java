package io.thalweg.cli.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, SIGTERM or a terminal that closes, as a question: the process goes on until the command
 * has ended what it began, so long at most, and leaves with the command's exit status. Asked again,
 * two seconds later or more, it goes at once with status 130; sooner it may be one request
 * delivered twice, as timeout(1) does. Thread-safe.
 */
public final class StopRequest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long SAME_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int INTERRUPTED = 130; // 128 + SIGINT, as shells have it

  /** Is told how it goes, on the thread of the signal. */
  public interface Witness {
    /** Somebody asks the command to end, which may take so long. */
    default void requested(Duration patience) {}

    /** It hasn't ended in time, and the process leaves now. */
    default void gaveUp(Duration patience) {}
  }

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final IntConsumer exit;
  private final LongSupplier clock;
  private final Duration patience;
  private final Object lock = new Object();
  private volatile Witness witness = new Witness() {};
  private @Nullable Signals signals; // guarded by lock
  private long firstNanos; // guarded by lock

  /**
   * @param exit leaves the process at once with a status
   * @param clock monotonic, in nanoseconds
   * @param patience how long the command may take to end
   */
  StopRequest(IntConsumer exit, LongSupplier clock, Duration patience) {
    this.exit = exit;
    this.clock = clock;
    this.patience = patience;
  }

  /** Listens for the signals from here on. The command has forty seconds to end. */
  public static StopRequest listen() {
    return listen(PATIENCE);
  }

  /** Listens for the signals from here on. The command has so long to end. */
  public static StopRequest listen(Duration patience) {
    StopRequest stop = new StopRequest(Runtime.getRuntime()::halt, System::nanoTime, patience);
    synchronized (stop.lock) {
      stop.signals = Signals.handleBy(stop::onSignal);
    }
    return stop;
  }

  /** From here on. */
  public void tell(Witness who) {
    witness = who;
  }

  /** Returns when the command has ended, or leaves the process. */
  void onSignal() {
    boolean first;
    synchronized (lock) {
      first = requested.getCount() > 0;
      if (requested.getCount() > 0) {
        firstNanos = clock.getAsLong();
        requested.countDown();
      } else if (clock.getAsLong() - firstNanos >= SAME_REQUEST_NANOS) {
        exit.accept(INTERRUPTED);
        return;
      }
    }
    if (first && ended.getCount() > 0) {
      witness.requested(patience);
    }
    try {
      if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        witness.gaveUp(patience);
        exit.accept(INTERRUPTED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the signal; true if it came. */
  public boolean await(long millis) throws InterruptedException {
    return requested.await(millis, TimeUnit.MILLISECONDS);
  }

  /** The command has ended: signals mean what they meant before. */
  @Override
  public void close() {
    ended.countDown();
    synchronized (lock) {
      if (signals != null) {
        signals.close();
        signals = null;
      }
    }
  }
}
