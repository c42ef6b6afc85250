package io.thalweg.collective.round;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.WeightedAverage;
import io.thalweg.collective.round.CommunicatorReduction.Averaging;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Participant} with a thread, reached through a rendezvous. That thread owns the replica:
 * others touch it by {@link #execute}. Thread-safe.
 */
public final class RunningMember implements Executor, AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(2);

  private final String id = UUID.randomUUID().toString();
  private final Rendezvous rendezvous;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final CommunicatorReduction reduction;
  private final Participant participant;
  private final Thread thread;
  private volatile @Nullable String over;
  private volatile @Nullable Throwable failure;

  private RunningMember(
      Replica replica,
      Endpoint endpoint,
      Averaging averaging,
      RoundConfig config,
      Rendezvous rendezvous) {
    this.rendezvous = rendezvous;
    this.reduction = new CommunicatorReduction(endpoint, averaging, tasks::add);
    this.participant =
        new Participant(
            Address.of(endpoint),
            replica,
            reduction,
            config,
            message -> rendezvous.tellCoordinator(id, message));
    this.thread = new Thread(this::run, "thalweg-round-member-" + endpoint.port());
    thread.setDaemon(true);
  }

  /**
   * Joins the group as a new incarnation.
   *
   * @param replica the new thread's from here on
   * @param endpoint stays the caller's, who closes it after this
   */
  public static RunningMember start(
      Replica replica, Endpoint endpoint, RoundConfig config, Rendezvous rendezvous) {
    return start(replica, endpoint, WeightedAverage::allReduce, config, rendezvous);
  }

  /**
   * As the other, with limits and a summation of the caller's choice.
   *
   * @param averaging the same on all members; touched by the communication thread alone from here
   *     on
   */
  public static RunningMember start(
      Replica replica,
      Endpoint endpoint,
      Averaging averaging,
      RoundConfig config,
      Rendezvous rendezvous) {
    RunningMember running = new RunningMember(replica, endpoint, averaging, config, rendezvous);
    running.thread.start();
    return running;
  }

  /** How the coordinator knows this incarnation. */
  public String id() {
    return id;
  }

  /** Runs the task on the member's thread, soon. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** As {@link Participant#leave}. */
  public void leave() {
    execute(participant::leave);
  }

  /** Why it takes part no more, or null if it does. */
  public @Nullable String over() {
    return over;
  }

  /** What ended its thread too early, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  private void run() {
    try {
      while (participant.over() == null) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        participant.tick(System.nanoTime());
        ToMember message = rendezvous.nextForMember(id, TICK);
        if (message != null) {
          participant.received(message, System.nanoTime());
        }
      }
      over = participant.over();
    } catch (InterruptedException e) {
      over = "closed";
    } catch (RuntimeException | Error e) {
      failure = e;
      over = "failed: " + e;
    } finally {
      reduction.close();
    }
  }

  /** Stops without a word to the others; see {@link #leave} for going in good order. */
  @Override
  public void close() {
    Threads.stop(thread);
  }
}
