package io.thalweg.collective.round;

import io.thalweg.collective.round.Rendezvous.FromMember;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A {@link Coordinator} with a thread, reached through a rendezvous. Thread-safe. */
public final class RunningCoordinator implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(2);

  private final Rendezvous rendezvous;
  private final Coordinator coordinator;
  private final Thread thread;
  private volatile long roundsCommitted;
  private volatile long roundsAborted;
  private volatile @Nullable Throwable failure;

  private RunningCoordinator(RoundConfig config, Rendezvous rendezvous, RandomGenerator tokens) {
    this.rendezvous = rendezvous;
    this.coordinator = new Coordinator(config, rendezvous::tellMember, tokens);
    this.thread = new Thread(this::run, "thalweg-round-coordinator");
    thread.setDaemon(true);
  }

  /**
   * Listens to the rendezvous until it is closed.
   *
   * @param tokens used by the new thread alone; see {@link Coordinator}
   */
  public static RunningCoordinator start(
      RoundConfig config, Rendezvous rendezvous, RandomGenerator tokens) {
    RunningCoordinator running = new RunningCoordinator(config, rendezvous, tokens);
    running.thread.start();
    return running;
  }

  public long roundsCommitted() {
    return roundsCommitted;
  }

  public long roundsAborted() {
    return roundsAborted;
  }

  /** What ended it, or null while it runs. */
  public @Nullable Throwable failure() {
    return failure;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        FromMember mail = rendezvous.nextForCoordinator(TICK);
        long now = System.nanoTime();
        if (mail != null) {
          coordinator.received(mail.member(), mail.message(), now);
        }
        coordinator.tick(now);
        roundsCommitted = coordinator.roundsCommitted();
        roundsAborted = coordinator.roundsAborted();
      }
    } catch (InterruptedException e) {
      // closed
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    Threads.stop(thread);
  }
}
