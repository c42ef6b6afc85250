package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToCoordinator.Leave;
import io.thalweg.collective.round.ToCoordinator.Progress;
import io.thalweg.collective.round.ToMember.Abort;
import io.thalweg.collective.round.ToMember.Commit;
import io.thalweg.collective.round.ToMember.Expel;
import io.thalweg.collective.round.ToMember.Form;
import io.thalweg.collective.round.ToMember.Start;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's side of the rounds: freezes and votes when a round starts, and applies its result on
 * commit only. What it has voted for it holds until it knows the decision, whatever else happens.
 *
 * <p>One participant is one incarnation: it is known to the coordinator by an id that nobody had
 * before. Time is handed in as nanoseconds of a monotonic clock. Confined to one thread.
 */
public final class Participant {
  private final Address address;
  private final Replica replica;
  private final Reduction reduction;
  private final RoundConfig config;
  private final Consumer<ToCoordinator> coordinator;
  private final Reduction.Listener listener = new Links();

  private long lastForm;
  private @Nullable Form joining;
  private @Nullable Generation joined;
  private long lastRound;
  private @Nullable Attempt attempt;
  private int roundsWithout;
  private boolean leaving;
  private @Nullable String over;
  private long nextHeartbeatNanos = Long.MIN_VALUE;

  /**
   * Takes part from the first {@link #tick} on.
   *
   * @param coordinator takes messages; may lose or double them
   */
  public Participant(
      Address address,
      Replica replica,
      Reduction reduction,
      RoundConfig config,
      Consumer<ToCoordinator> coordinator) {
    this.address = address;
    this.replica = replica;
    this.reduction = reduction;
    this.config = config;
    this.coordinator = coordinator;
  }

  /** Takes part until nothing is open, and then goes for good. */
  public void leave() {
    leaving = true;
  }

  /** Why it takes part no more, or null if it does. */
  public @Nullable String over() {
    return over;
  }

  /** The round that it has voted in and knows no decision of, or 0. */
  long votedRound() {
    return attempt != null && attempt.hasVoted() ? attempt.round() : 0;
  }

  public void received(ToMember message, long nowNanos) {
    if (over != null) {
      return;
    }
    if (message instanceof Form form) {
      form(form);
    } else if (message instanceof Start start) {
      start(start, nowNanos);
    } else if (message instanceof Commit commit) {
      if (isVotedFor(commit.round(), commit.resultSha256())) {
        commit();
      }
    } else if (message instanceof Abort abort) {
      if (attempt != null && attempt.round() == abort.round()) {
        abort(abort.why());
      }
    } else if (message instanceof Expel expel) {
      end("expelled: " + expel.why());
    }
  }

  /** To be called several times a heartbeat. */
  public void tick(long nowNanos) {
    if (over != null) {
      return;
    }
    if (attempt != null && attempt.awaitsFreeze()) {
      freeze(attempt, nowNanos);
    }
    Attempt a = attempt;
    if (a != null && !a.hasVoted() && a.isOver(nowNanos)) {
      fail(a.generation(), a.round(), "no result in time", Failed.NO_SUSPECT);
    }
    if (leaving && attempt == null && replica.openExamples() == 0) {
      coordinator.accept(new Leave());
      end("left");
    } else if (nowNanos >= nextHeartbeatNanos) {
      nextHeartbeatNanos = nowNanos + config.heartbeat().toNanos();
      report();
    }
  }

  /** The vote goes first: it may be all that stands between this member and the newest base. */
  private void report() {
    repeatVote();
    coordinator.accept(new Progress(address, replica.base(), joined, replica.openExamples()));
  }

  private void repeatVote() {
    if (attempt != null && attempt.hasVoted()) {
      coordinator.accept(attempt.vote());
    }
  }

  private void form(Form form) {
    if (form.number() <= lastForm || !settles(form.base())) {
      return;
    }
    if (attempt != null) {
      abort("a new generation forms");
    }
    lastForm = form.number();
    joined = null;
    joining = form;
    reduction.join(form, replica.baseView(), config.formTimeout(), listener);
  }

  private void start(Start start, long nowNanos) {
    if (!start.generation().equals(joined) || start.round() <= lastRound) {
      return;
    }
    if (!settles(start.base())) {
      return;
    }
    lastRound = start.round();
    attempt = new Attempt(start, nowNanos, config.freezeTimeout());
    if (!replica.base().equals(start.base())) {
      String why = "holds base %s instead of %s".formatted(replica.base(), start.base());
      fail(start.generation(), start.round(), why, Failed.NO_SUSPECT);
      return;
    }
    freeze(attempt, nowNanos);
  }

  /**
   * The decision on what it voted for may have been lost. If that made the base everybody goes on
   * from, it was commit; else it has to ask again, and the coordinator will repeat itself.
   */
  private boolean settles(Base base) {
    Attempt a = attempt;
    if (a == null || !a.hasVoted()) {
      return true;
    }
    if (isVotedFor(base.round(), base.sha256())) {
      commit();
      return true;
    }
    repeatVote();
    return false;
  }

  private void freeze(Attempt a, long nowNanos) {
    Contribution contribution = replica.freeze();
    if (contribution == null) {
      if (!a.freezeIsOver(nowNanos)) {
        return;
      }
      if (roundsWithout >= config.stragglers().roundsWithout()) {
        String why =
            "not frozen in %s, after %d rounds without it"
                .formatted(config.freezeTimeout(), roundsWithout);
        fail(a.generation(), a.round(), why, Failed.NO_SUSPECT);
        return;
      }
      a.goWithout();
      contribution = Contribution.none(replica.baseView().length);
    }
    a.frozen(contribution.examples());
    reduction.reduce(a.round(), contribution, a.left(nowNanos), listener);
  }

  private boolean isVotedFor(long round, String hash) {
    Attempt a = attempt;
    return a != null && a.hasVoted() && a.round() == round && a.vote().resultSha256().equals(hash);
  }

  private void commit() {
    Attempt a = attempt;
    if (a != null) {
      attempt = null;
      roundsWithout = a.goesWithout() ? roundsWithout + 1 : 0;
      replica.commit(a.round());
      reduction.commit();
    }
  }

  /** Leaves the generation too; the coordinator's next Form is the way on. */
  private void abort(String why) {
    attempt = null;
    joined = null;
    joining = null;
    replica.abort();
    reduction.abort(why);
  }

  private void fail(Generation generation, long round, String why, int suspectRank) {
    abort(why);
    coordinator.accept(new Failed(generation, round, why, suspectRank));
  }

  private void end(String why) {
    abort(why);
    over = why;
  }

  /** Ends of what the reduction was asked for; late ones are not heard. */
  private final class Links implements Reduction.Listener {
    @Override
    public void joined(Generation generation, float[] base) {
      Form form = joining;
      if (over != null || form == null || !form.generation().equals(generation)) {
        return;
      }
      joining = null;
      if (form.sourceRank() != Form.NO_SOURCE && !replica.base().equals(form.base())) {
        if (VectorHash.sha256(base).equals(form.base().sha256())) {
          replica.rebase(form.base(), base);
        }
      }
      if (replica.base().equals(form.base())) {
        joined = generation;
        report();
      } else {
        String why = "got another base than %s".formatted(form.base());
        fail(generation, 0, why, form.sourceRank());
      }
    }

    @Override
    public void reduced(long round, float[] result) {
      Attempt a = attempt;
      if (over == null && a != null && a.round() == round && !a.hasVoted()) {
        a.voted(replica.propose(result));
        repeatVote();
      }
    }

    @Override
    public void failed(Generation generation, long round, String why, int suspectRank) {
      Attempt a = attempt;
      boolean ofJoin = joining != null && joining.generation().equals(generation);
      boolean ofRound = a != null && a.round() == round && !a.hasVoted();
      if (over == null && (ofJoin || ofRound)) {
        fail(generation, round, why, suspectRank);
      }
    }
  }
}
