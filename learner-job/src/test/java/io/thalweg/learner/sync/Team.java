package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.hierarchical.HierarchicalEndpoint;
import io.thalweg.collective.transport.tcp.SharedSecret;
import io.thalweg.collective.transport.tcp.TcpOptions;
import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Participants with real endpoints and a real protocol. One queue is everybody's mailbox, so that
 * all but the network runs on the thread of the test.
 */
final class Team implements CoordinatorActions, AutoCloseable {
  private static final RoundConfig CONFIG =
      new RoundConfig(1, Duration.ofMillis(5), Duration.ofSeconds(4), Duration.ofSeconds(9));

  private static final TcpOptions OPTIONS =
      TcpOptions.defaults().withSecret(SharedSecret.of(new byte[32]));

  final Seat[] seats;
  final List<String> aborts = new ArrayList<>();
  final RoundProtocol protocol;

  /** Sees every message to a learner before the learner does; true to lose it. */
  Interceptor intercept = (rank, message) -> false;

  interface Interceptor {
    boolean loses(int rank, CoordinatorMessage message);
  }

  private final int perProcess;
  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();

  /**
   * Begins with the base of all.
   *
   * @param perProcess so many reduce in memory
   */
  Team(int size, int perProcess) {
    this.perProcess = perProcess;
    this.protocol = new RoundProtocol(size, CONFIG, this, new SplittableRandom(7));
    this.seats = new Seat[size];
    for (int rank = 0; rank < size; rank++) {
      seats[rank] = new Seat(rank, new AveragingReplica(0, 1, 2, 3));
    }
  }

  /** One learner's place. */
  final class Seat implements AutoCloseable {
    final AveragingReplica replica;
    final Endpoint network;
    private final RoundParticipant participant;
    private boolean closed;

    private Seat(int rank, AveragingReplica replica) {
      this.replica = replica;
      InetAddress loopback = InetAddress.getLoopbackAddress();
      this.network =
          HierarchicalEndpoint.open(
              Transports.tcp(loopback, 0, OPTIONS), "process-" + rank / perProcess);
      Consumer<LearnerMessage> tell =
          message -> later(this, () -> protocol.received(rank, message, System.nanoTime()));
      this.participant =
          new RoundParticipant(rank, network, replica, task -> mailOf(this, task), tell);
    }

    RoundParticipant.RoundCost lastRound() {
      return participant.lastRound();
    }

    /** In the order in which a learner's task lets go. */
    @Override
    public void close() {
      closed = true;
      participant.close();
      network.close();
    }
  }

  private void mailOf(Seat seat, Runnable task) {
    if (seat.closed) {
      throw new RejectedExecutionException("the mailbox is closed");
    }
    later(seat, task);
  }

  private void later(Seat seat, Runnable task) {
    mailbox.add(
        () -> {
          if (!seat.closed) {
            task.run();
          }
        });
  }

  void joinAll() {
    for (Seat seat : seats) {
      seat.participant.join();
    }
  }

  /** As after a failure: the place is taken by a new learner with the common base. */
  void replace(int rank) {
    Seat old = seats[rank];
    old.close();
    seats[rank] = new Seat(rank, new AveragingReplica(old.replica.round(), old.replica.baseView()));
  }

  void learn(int rank, float... delta) {
    for (int i = 0; i < delta.length; i++) {
      seats[rank].replica.parameters[i] += delta[i];
    }
    later(
        seats[rank],
        () ->
            protocol.received(
                rank,
                new Progress(1, seats[rank].replica.round(), Totals.NONE),
                System.nanoTime()));
  }

  void runUntil(BooleanSupplier done) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("8 s are over; aborts: " + aborts).isLessThan(deadline);
      Runnable mail = poll();
      if (mail != null) {
        mail.run();
      }
      protocol.tick(System.nanoTime());
    }
  }

  private @Nullable Runnable poll() {
    try {
      return mailbox.poll(2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void runUntilAllApplied(long round) {
    runUntil(
        () -> {
          for (Seat seat : seats) {
            if (seat.replica.round() < round) {
              return false;
            }
          }
          return true;
        });
  }

  @Override
  public void send(int rank, CoordinatorMessage message) {
    if (intercept.loses(rank, message)) {
      return;
    }
    if (message instanceof Abort abort && rank == 0) {
      aborts.add(abort.why());
    }
    Seat seat = seats[rank];
    later(seat, () -> seat.participant.received(message));
  }

  @Override
  public void completeCheckpoint(long checkpointId, CoordinationState state) {}

  @Override
  public void failCheckpoint(long checkpointId, String why) {}

  @Override
  public void announce(Staged release) {}

  @Override
  public void preview(Staged preview) {
    throw new IllegalStateException("nobody has asked for previews");
  }

  @Override
  public void failJob(String why) {
    throw new AssertionError(why);
  }

  @Override
  public void close() {
    for (Seat seat : seats) {
      seat.close();
    }
  }
}
