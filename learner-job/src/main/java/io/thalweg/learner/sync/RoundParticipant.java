package io.thalweg.learner.sync;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.GuardedSum;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.round.VectorHash;
import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Commit;
import io.thalweg.learner.sync.CoordinatorMessage.Form;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.Failed;
import io.thalweg.learner.sync.LearnerMessage.Join;
import io.thalweg.learner.sync.LearnerMessage.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One rank's side of the rounds. The network has a thread of its own: the learner freezes, goes on
 * training, and is told by a mail how the reduction ended. Confined to the learner's thread but for
 * that one thread, which touches only the communicator and what was handed to it.
 */
public final class RoundParticipant implements AutoCloseable {
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(5);

  private final int rank;
  private final Endpoint endpoint;
  private final Replica replica;
  private final Executor mailbox;
  private final Consumer<LearnerMessage> coordinator;
  private final ExecutorService communication;

  /** Touched on the communication thread; aborted from the learner's. */
  private volatile @Nullable Communicator communicator;

  /** Counts generations and aborts: a reduction's end is heard only in the epoch that began it. */
  private final AtomicInteger epoch = new AtomicInteger();

  /** The join of the newest generation, which may be waiting for ranks that won't come. */
  private @Nullable Future<?> joining;

  private int worldSize;
  private float @Nullable [] reduced;
  private long reducedRound;
  private long reducedBytes;
  private long frozenNanos;
  private RoundCost lastRound = RoundCost.NONE;

  /**
   * What a committed round has cost this rank. Immutable.
   *
   * @param millis from when it was frozen to when it was committed; NaN before the first
   * @param bytesSent over the network, of the attempt that was committed
   */
  public record RoundCost(double millis, long bytesSent) {
    static final RoundCost NONE = new RoundCost(Double.NaN, 0);
  }

  /**
   * Takes part from {@link #join} on.
   *
   * @param endpoint reaches the other ranks
   * @param mailbox runs a task on the learner's thread, soon
   * @param coordinator takes messages on the learner's thread
   */
  public RoundParticipant(
      int rank,
      Endpoint endpoint,
      Replica replica,
      Executor mailbox,
      Consumer<LearnerMessage> coordinator) {
    this.rank = rank;
    this.endpoint = endpoint;
    this.replica = replica;
    this.mailbox = mailbox;
    this.coordinator = coordinator;
    this.communication =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "thalweg-collective-" + rank);
              t.setDaemon(true);
              return t;
            });
  }

  public void join() {
    coordinator.accept(
        new Join(
            new MemberAddress(endpoint.host(), endpoint.port(), endpoint.processId()),
            replica.round(),
            VectorHash.sha256(replica.baseView()),
            replica.baseTotals()));
  }

  public void received(CoordinatorMessage message) {
    if (message instanceof Form form) {
      form(form);
    } else if (message instanceof Freeze freeze) {
      freeze(freeze);
    } else if (message instanceof Commit commit) {
      commit(commit);
    } else if (message instanceof Abort) {
      epoch.incrementAndGet();
      reduced = null;
      replica.abort();
    }
  }

  private void form(Form form) {
    epoch.incrementAndGet();
    worldSize = form.members().byRank().size();
    abortCommunicator("a new generation has formed");
    Membership membership = membership(form);
    int formed = epoch.get();
    joining =
        communication.submit(
            () -> {
              closeCommunicator();
              if (formed != epoch.get()) {
                return; // over before it began: the others are elsewhere by now
              }
              try {
                communicator = endpoint.join(membership, rank, JOIN_TIMEOUT);
              } catch (CollectiveException e) {
                // The next round fails for want of a communicator, and a new generation forms.
                communicator = null;
              }
            });
  }

  private static Membership membership(Form form) {
    List<Member> members = new ArrayList<>();
    for (MemberAddress a : form.members().byRank()) {
      members.add(new Member(members.size(), a.host(), a.port(), a.processId()));
    }
    return new Membership(new Generation(form.tokenHigh(), form.tokenLow()), members);
  }

  private void freeze(Freeze freeze) {
    frozenNanos = System.nanoTime();
    float[] values = replica.freeze();
    Totals totals = replica.totals();
    int begun = epoch.get();
    communication.execute(
        () -> {
          Communicator c = communicator;
          long before = c == null ? 0 : c.bytesSent();
          LearnerMessage outcome = reduce(c, values, freeze, totals);
          long sent = c == null ? 0 : c.bytesSent() - before;
          try {
            mailbox.execute(() -> reduced(begun, freeze.round(), values, outcome, sent));
          } catch (RejectedExecutionException e) {
            // The learner is closing and wants no more mail.
          }
        });
  }

  private static LearnerMessage reduce(
      @Nullable Communicator c, float[] values, Freeze freeze, Totals totals) {
    if (c == null) {
      return new Failed(freeze.round(), freeze.attempt(), "not connected");
    }
    try {
      // Beyond this the sum could overflow, and nobody could say whose fault that is.
      double maxNorm = Float.MAX_VALUE / c.worldSize();
      GuardLimits limits = new GuardLimits(maxNorm, Double.POSITIVE_INFINITY, 0);
      Duration timeout = Duration.ofMillis(freeze.timeoutMillis());
      GuardedSum.allReduce(c, values, limits, freeze.round(), timeout);
    } catch (CollectiveException e) {
      return new Failed(freeze.round(), freeze.attempt(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new Failed(freeze.round(), freeze.attempt(), "broke off: " + e);
    }
    return new Vote(freeze.round(), freeze.attempt(), VectorHash.sha256(values), totals);
  }

  private void reduced(
      int begun, long round, float[] values, LearnerMessage outcome, long bytesSent) {
    if (begun != epoch.get()) {
      return; // aborted meanwhile
    }
    if (outcome instanceof Vote) {
      reduced = values;
      reducedRound = round;
      reducedBytes = bytesSent;
    }
    coordinator.accept(outcome);
  }

  private void commit(Commit commit) {
    float[] values = reduced;
    if (values == null || reducedRound != commit.round()) {
      throw new IllegalStateException(
          "commit of round %d at rank %d, which holds the result of round %d"
              .formatted(commit.round(), rank, reducedRound));
    }
    reduced = null;
    lastRound = new RoundCost((System.nanoTime() - frozenNanos) / 1e6, reducedBytes);
    replica.commit(commit.round(), values, worldSize);
  }

  /** The last one that was committed. */
  public RoundCost lastRound() {
    return lastRound;
  }

  private void abortCommunicator(String why) {
    if (joining != null) {
      joining.cancel(true);
    }
    Communicator c = communicator;
    if (c != null) {
      c.abort(why);
    }
  }

  private void closeCommunicator() {
    Communicator c = communicator;
    if (c != null) {
      communicator = null;
      c.close();
    }
  }

  /** Frees the communication thread; the endpoint stays the caller's. */
  @Override
  public void close() {
    if (communication.isShutdown()) {
      return;
    }
    abortCommunicator("the learner is closing");
    communication.execute(this::closeCommunicator);
    communication.shutdown();
  }
}
