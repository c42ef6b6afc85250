package io.thalweg.collective.mode;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.mode.RoundOutcome.Carried;
import io.thalweg.collective.mode.RoundOutcome.Failed;
import io.thalweg.collective.mode.RoundOutcome.Included;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Learning goes on while rounds are reduced on another thread, within the bounds of a policy: stale
 * synchronous parallelism [1] over an all-reduce. A learner calls {@link #boundary} wherever it
 * would share; whoever keeps the clock calls {@link #round} on every rank, with the same rounds in
 * the same order. There is no vote: a round counts on each rank that has its result. After the
 * first failure all is open again and nothing more runs; the way on is a new generation.
 *
 * <p>Threads: boundary belongs to the thread that learns, round to any one thread; the reduction is
 * touched by the executor's tasks only, which must run one after the other.
 *
 * <p>[1] Ho et al.: More Effective Distributed ML via a Stale Synchronous Parallel Parameter
 * Server. NIPS 2013.
 */
public final class AsynchronousRounds {

  private final LocalReplica replica;
  private final RoundReduction reduction;
  private final StalenessPolicy policy;
  private final Executor communication;
  private final Duration patience;
  private final Duration timeout;
  private final int length;

  private final BlockingQueue<Contribution> ready = new LinkedBlockingQueue<>();
  private final BlockingQueue<RoundOutcome> outcomes = new LinkedBlockingQueue<>();

  /** Touched on the communication thread. */
  private int lateRounds;

  /** Touched on the communication thread. */
  private @Nullable CollectiveException broken;

  /** Touched on the thread that learns. */
  private @Nullable CollectiveException ended;

  /** The learner waits no more: a round that ends from now on doesn't count here. */
  private boolean givenUp; // guarded by outcomes

  /**
   * Starts with no round under way.
   *
   * @param reduction whose limits allow the policy's number of late rounds
   * @param communication runs tasks one after the other
   * @param patience how long a round waits for a rank that may not sit it out
   * @param timeout of a reduction once all ranks are there
   */
  public AsynchronousRounds(
      LocalReplica replica,
      RoundReduction reduction,
      StalenessPolicy policy,
      Executor communication,
      Duration patience,
      Duration timeout) {
    this.replica = replica;
    this.reduction = reduction;
    this.policy = policy;
    this.communication = communication;
    this.patience = patience;
    this.timeout = timeout;
    this.length = replica.parameters().length;
  }

  /** A round is due: on every rank alike. Returns at once. */
  public void round(long round) {
    communication.execute(() -> conclude(reduce(round)));
  }

  private void conclude(RoundOutcome outcome) {
    synchronized (outcomes) {
      if (givenUp || outcome instanceof Failed) {
        reduction.abort();
      } else {
        reduction.commit();
      }
      outcomes.add(outcome);
    }
  }

  private RoundOutcome reduce(long round) {
    try {
      if (broken == null && hasGivenUp()) {
        broken =
            new CollectiveException(Reason.ABORTED, "the learner gave up", "round=" + round, null);
      }
      if (broken != null) {
        return new Failed(round, broken);
      }
      Contribution contribution = ready.poll();
      if (contribution == null && lateRounds == policy.maxRounds()) {
        contribution = ready.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      boolean included = contribution != null;
      if (contribution == null) {
        contribution = Contribution.late(length, lateRounds + 1);
      }
      Average average = reduction.reduce(contribution, round, patience.plus(timeout));
      lateRounds = included ? 0 : lateRounds + 1;
      return included ? new Included(round, average) : new Carried(round, average);
    } catch (CollectiveException e) {
      broken = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      broken = new CollectiveException(Reason.ABORTED, "interrupted", "round=" + round, e);
    } catch (RuntimeException e) {
      broken = new CollectiveException(Reason.ABORTED, "round broke off", "round=" + round, e);
    }
    return new Failed(round, broken);
  }

  /**
   * Applies the rounds that have ended, offers what was learned since the last call, and waits
   * where more rounds are under way than the policy allows.
   *
   * @throws CollectiveException when a round failed, or none ended in time; the replica then has
   *     everything open that isn't committed
   */
  public void boundary() throws CollectiveException, InterruptedException {
    applyEnded();
    ready.add(replica.freeze());
    while (replica.inFlight() > policy.maxRounds()) {
      RoundOutcome next = outcomes.poll(patience.plus(timeout).toNanos(), TimeUnit.NANOSECONDS);
      if (next == null && giveUp()) {
        throw ended(
            new CollectiveException(
                Reason.DEADLINE_PASSED,
                "no round ended in time: inFlight="
                    + replica.inFlight()
                    + ", maxRounds="
                    + policy.maxRounds(),
                "patience=" + patience + ", timeout=" + timeout,
                null));
      }
      apply(next != null ? next : outcomes.remove());
    }
  }

  /** Unless a round has ended in this moment. */
  private boolean giveUp() {
    synchronized (outcomes) {
      givenUp = outcomes.isEmpty();
      return givenUp;
    }
  }

  private boolean hasGivenUp() {
    synchronized (outcomes) {
      return givenUp;
    }
  }

  /** Applies the rounds that have ended; waits for none. */
  public void applyEnded() throws CollectiveException {
    if (ended != null) {
      throw ended;
    }
    for (RoundOutcome next = outcomes.poll(); next != null; next = outcomes.poll()) {
      apply(next);
    }
  }

  private void apply(RoundOutcome outcome) throws CollectiveException {
    if (outcome instanceof Included included) {
      replica.commit(included.average());
    } else if (outcome instanceof Carried carried) {
      replica.commitCarried(carried.average());
    } else if (outcome instanceof Failed failed) {
      throw ended(failed.cause());
    }
  }

  private CollectiveException ended(CollectiveException cause) {
    replica.abort();
    ended = cause;
    return cause;
  }
}
