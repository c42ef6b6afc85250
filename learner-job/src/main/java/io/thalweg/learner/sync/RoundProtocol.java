package io.thalweg.learner.sync;

import io.thalweg.collective.round.Ballot;
import io.thalweg.collective.round.Ballot.Outcome;
import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Commit;
import io.thalweg.learner.sync.CoordinatorMessage.Form;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.CutAck;
import io.thalweg.learner.sync.LearnerMessage.Failed;
import io.thalweg.learner.sync.LearnerMessage.Frozen;
import io.thalweg.learner.sync.LearnerMessage.Join;
import io.thalweg.learner.sync.LearnerMessage.Members;
import io.thalweg.learner.sync.LearnerMessage.Previewed;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Vote;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's side of periodic averaging (local SGD; McMahan et al. 2017, Stich 2019): who
 * takes part, when a round starts, whether all of it counts or nothing, where a checkpoint cuts
 * between rounds, and which versions are released.
 *
 * <p>A generation forms when every rank has joined. A round is committed when every rank reports
 * the same result, else aborted, which also forms a new generation, for a broken reduction leaves
 * broken connections. While a checkpoint waits for its cut no round starts, so every rank's
 * snapshot holds the same rounds. A lone rank commits by itself and only reports.
 *
 * <p>Where marks in the stream say when a round is frozen, it is reduced as soon as all ranks have
 * come to its mark, and again after an abort: no clock has a part in what comes out of it.
 *
 * <p>Time is handed in as nanoseconds of a monotonic clock. Not thread-safe: the caller locks.
 */
public final class RoundProtocol {
  /** Before a round that didn't count is tried again at once. */
  private static final long RETRY_NANOS = 100_000_000;

  private final RoundConfig config;
  private final CoordinatorActions actions;
  private final RandomGenerator tokens;
  private final Ranks ranks;
  private final Ledger ledger = new Ledger();
  private final Cuts cuts;
  private final Previews previews;

  private boolean formed;
  private long lastRoundAt;
  private @Nullable Long lastAbortAt;
  private long attempts;

  /** On the running attempt at the round after the last, by the attempt's number. */
  private @Nullable Ballot<Totals> ballot;

  private long committed;
  private long aborted;

  public RoundProtocol(
      int worldSize, RoundConfig config, CoordinatorActions actions, RandomGenerator tokens) {
    this.config = config;
    this.actions = actions;
    this.tokens = tokens;
    this.ranks = new Ranks(worldSize, actions);
    this.cuts = new Cuts(config, actions, ranks, ledger);
    this.previews = new Previews(config.previewEvery(), actions, ranks, ledger);
  }

  public long roundsCommitted() {
    return committed;
  }

  public long roundsAborted() {
    return aborted;
  }

  /**
   * The log of releases is open and holds all versions up to this one: others may be given out, and
   * what was waiting to be announced up to it isn't waiting any more.
   *
   * @param lastReleaseSha256 manifest of the last of them that isn't a preview; null if there is
   *     none. If it isn't the last one that was staged here, the next checkpoint stages a version
   *     even if nothing was learned since, so that it comes behind what somebody else has appended
   */
  public void releaseAbove(long lastVersion, @Nullable String lastReleaseSha256) {
    ledger.releaseAbove(lastVersion, lastReleaseSha256);
  }

  /**
   * Whether no version and no preview may be made, whatever the learners wish. Rounds and
   * checkpoints go on; what they hold is in the version that comes after.
   */
  public void holdReleases(boolean held) {
    ranks.holdReleases(held);
  }

  // ---- learners ----

  public void received(int rank, LearnerMessage message, long nowNanos) {
    if (message instanceof Join join) {
      ranks.joined(rank, join);
      formed = false;
      formWhenComplete(nowNanos);
    } else if (message instanceof Progress progress) {
      ranks.progressed(rank, progress);
      if (ranks.isAlone() && progress.round() > ledger.round()) {
        committed += progress.round() - ledger.round();
        ledger.reached(progress.round(), progress.totals());
      }
      cuts.progressed();
    } else if (message instanceof Frozen frozen) {
      ranks.frozen(rank, frozen.round());
    } else if (message instanceof Vote vote) {
      voted(rank, vote, nowNanos);
    } else if (message instanceof Failed failed) {
      if (ballot != null && ballot.round() == failed.attempt()) {
        abort("rank " + rank + ": " + failed.why(), nowNanos);
      }
    } else if (message instanceof CutAck ack) {
      cuts.acknowledged(rank, ack);
    } else if (message instanceof Previewed previewed) {
      previews.received(previewed);
    } else {
      ranks.left(rank);
      if (ballot != null) {
        abort("rank " + rank + " has reached its end", nowNanos);
      }
      cuts.left(rank);
    }
  }

  /** The learner's task is gone; it will join again or the job ends. */
  public void lost(int rank, long nowNanos) {
    ranks.lost(rank);
    previews.reset();
    formed = false;
    if (ballot != null) {
      abort("rank " + rank + " was lost", nowNanos);
    }
    cuts.drop("rank " + rank + " was lost");
  }

  private void formWhenComplete(long nowNanos) {
    Members members = ranks.membersIfComplete();
    if (members != null) {
      if (!ranks.isAlone() && ranks.joinedRound() > ledger.round()) {
        // A lone learner went on between its cut and its snapshot, which is what all start from.
        ledger.reached(ranks.joinedRound(), ranks.joinedTotals());
      }
      formed = true;
      lastRoundAt = nowNanos;
      ranks.sendAll(new Form(tokens.nextLong(), tokens.nextLong(), members));
    }
  }

  // ---- rounds ----

  /** To be called every few milliseconds. */
  public void tick(long nowNanos) {
    if (ballot != null && ballot.isOver(nowNanos)) {
      abort("no result within " + config.timeout(), nowNanos);
    }
    cuts.tick(nowNanos);
    if (ballot == null && !cuts.isDrawing() && canAverage() && isDue(nowNanos)) {
      start(nowNanos);
    }
    if (!cuts.isDrawing()) {
      previews.tick(nowNanos);
    }
  }

  private void start(long nowNanos) {
    // The learners give up first, so that their reason arrives before our deadline.
    long learnersMillis = config.timeout().toMillis() * 3 / 4;
    ballot = new Ballot<>(++attempts, ranks.worldSize(), nowNanos + config.timeout().toNanos());
    ranks.sendAll(new Freeze(nextRound(), attempts, learnersMillis));
  }

  /** While a ballot runs: the round that it is about. */
  private long nextRound() {
    return ledger.round() + 1;
  }

  private boolean canAverage() {
    return formed && !ranks.isAlone() && !ranks.anyHasLeft();
  }

  private boolean isDue(long nowNanos) {
    if (config.marks() != null) {
      return ranks.haveAllFrozen(nextRound())
          && (lastAbortAt == null || nowNanos - lastAbortAt >= RETRY_NANOS);
    }
    long open = ranks.openExamples();
    // The first round carries the first statistics, without which nobody can start to train.
    return open > 0
        && (ledger.round() == 0
            || ranks.urgentExamples() >= config.everyExamples()
            || nowNanos - lastRoundAt >= config.maxAge().toNanos());
  }

  private void voted(int rank, Vote vote, long nowNanos) {
    Ballot<Totals> b = ballot;
    if (b == null || b.round() != vote.attempt()) {
      return;
    }
    Outcome outcome = b.vote(rank, vote.resultHash(), vote.totals());
    if (outcome instanceof Outcome.Disagreed disagreed) {
      abort(disagreed.why(), nowNanos);
    } else if (outcome instanceof Outcome.Agreed) {
      commit(b, nowNanos);
    }
  }

  private void commit(Ballot<Totals> agreed, long nowNanos) {
    Totals totals = agreed.votes().stream().reduce(Totals::plus).orElseThrow();
    long round = nextRound();
    ballot = null;
    committed++;
    lastRoundAt = nowNanos;
    ledger.reached(round, totals);
    ranks.closeAll();
    ranks.sendAll(new Commit(round));
    cuts.sendIfWaiting();
  }

  private void abort(String why, long nowNanos) {
    ballot = null;
    aborted++;
    lastRoundAt = nowNanos;
    lastAbortAt = nowNanos;
    ranks.sendAll(new Abort(nextRound(), why));
    formed = false;
    formWhenComplete(nowNanos);
    cuts.sendIfWaiting();
  }

  // ---- checkpoints ----

  /** Draws a cut through all learners; ends in completeCheckpoint or failCheckpoint. */
  public void checkpoint(long checkpointId, long nowNanos) {
    cuts.begin(checkpointId, nowNanos);
    // A round of what is open comes first, so that the version at this cut contains it.
    boolean canStart = config.marks() == null ? ranks.openExamples() > 0 : isDue(nowNanos);
    if (ballot == null && canAverage() && canStart) {
      start(nowNanos);
    }
    if (ballot == null) {
      cuts.sendIfWaiting();
    }
  }

  /** Fails the checkpoint whose cut is being drawn, if there is one. */
  public void dropCut(String why) {
    cuts.drop(why);
  }

  /** Releases what the checkpoint holds: its state is now what every restart begins with. */
  public void checkpointCompleted(long checkpointId) {
    cuts.completed(checkpointId);
  }

  /**
   * The checkpoint will never be restored. What it staged waits for the next one that completes, or
   * is forgotten by a rollback.
   */
  public void checkpointAborted(long checkpointId) {
    cuts.aborted(checkpointId);
  }

  /** Everything begins again from this state, that is from a checkpoint that has completed. */
  public void restore(CoordinationState restored) {
    ledger.restore(restored);
    previews.reset();
    ballot = null;
    formed = false;
    restored.pending().forEach(actions::announce);
  }

  /** As {@link #restore}, from what this coordinator itself put into the checkpoint. */
  public void rollBackTo(long checkpointId) {
    CoordinationState known = cuts.drawn(checkpointId);
    if (known == null) {
      actions.failJob("no cut is known for checkpoint " + checkpointId);
    } else {
      restore(known);
    }
  }

  /** The cut of this restored checkpoint, so that a task failure can come back to it. */
  public void remember(long checkpointId, CoordinationState restored) {
    cuts.remember(checkpointId, restored);
  }
}
