package io.thalweg.learner.sync;

import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Commit;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Form;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.CutAck;
import io.thalweg.learner.sync.LearnerMessage.Failed;
import io.thalweg.learner.sync.LearnerMessage.Join;
import io.thalweg.learner.sync.LearnerMessage.Members;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.LearnerMessage.Vote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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
 * <p>Time is handed in as nanoseconds of a monotonic clock. Not thread-safe: the caller locks.
 */
public final class RoundProtocol {
  private final RoundConfig config;
  private final CoordinatorActions actions;
  private final RandomGenerator tokens;
  private final Rank[] ranks;
  private final TreeMap<Long, CoordinationState> cuts = new TreeMap<>();

  private CoordinationState state = CoordinationState.INITIAL;
  private boolean formed;
  private boolean releasing;
  private long lastRoundAt;
  private @Nullable RunningRound running;
  private @Nullable RunningCut cut;
  private long attempts;
  private long committed;
  private long aborted;

  public RoundProtocol(
      int worldSize, RoundConfig config, CoordinatorActions actions, RandomGenerator tokens) {
    this.config = config;
    this.actions = actions;
    this.tokens = tokens;
    this.ranks = new Rank[worldSize];
    for (int i = 0; i < worldSize; i++) {
      ranks[i] = new Rank();
    }
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
   */
  public void releaseAbove(long lastVersion) {
    releasing = true;
    state = withVersionAtLeast(lastVersion);
    List<Staged> open = new ArrayList<>(state.pending());
    open.removeIf(staged -> staged.version() <= lastVersion);
    state =
        new CoordinationState(
            state.round(),
            state.totals(),
            state.lastVersion(),
            state.parentSha256(),
            state.releasedExamples(),
            open);
  }

  // ---- learners ----

  public void received(int rank, LearnerMessage message, long nowNanos) {
    Rank r = ranks[rank];
    if (message instanceof Join join) {
      r.joined(join);
      formed = false;
      formWhenComplete(nowNanos);
    } else if (message instanceof Progress progress) {
      r.openExamples = progress.openExamples();
      r.totals = progress.totals();
      if (ranks.length == 1 && progress.round() > state.round()) {
        committed += progress.round() - state.round();
        state = atRound(progress.round(), progress.totals());
      }
    } else if (message instanceof Vote vote) {
      voted(rank, vote, nowNanos);
    } else if (message instanceof Failed failed) {
      if (running != null && running.attempt == failed.attempt()) {
        abort("rank " + rank + ": " + failed.why(), nowNanos);
      }
    } else if (message instanceof CutAck ack) {
      acknowledged(rank, ack);
    } else {
      r.left = true;
      if (running != null) {
        abort("rank " + rank + " has reached its end", nowNanos);
      }
      if (cut != null && cut.sent) {
        cut.missing.remove(rank);
        completeCut();
      }
    }
  }

  /** The learner's task is gone; it will join again or the job ends. */
  public void lost(int rank, long nowNanos) {
    ranks[rank] = new Rank();
    formed = false;
    if (running != null) {
      abort("rank " + rank + " was lost", nowNanos);
    }
    dropCut("rank " + rank + " was lost");
  }

  private void formWhenComplete(long nowNanos) {
    List<MemberAddress> members = new ArrayList<>();
    for (Rank r : ranks) {
      Join join = r.join;
      if (join == null || r.left) {
        return;
      }
      Join first = Objects.requireNonNull(ranks[0].join);
      if (join.round() != first.round() || !join.baseHash().equals(first.baseHash())) {
        actions.failJob(
            "learners start from different bases: rank 0 round %d %s, rank %d round %d %s"
                .formatted(
                    first.round(),
                    first.baseHash(),
                    members.size(),
                    join.round(),
                    join.baseHash()));
        return;
      }
      members.add(join.address());
    }
    formed = true;
    lastRoundAt = nowNanos;
    sendAll(new Form(tokens.nextLong(), tokens.nextLong(), new Members(members)));
  }

  // ---- rounds ----

  /** To be called every few milliseconds. */
  public void tick(long nowNanos) {
    if (running != null && nowNanos - running.deadline > 0) {
      abort("no result within " + config.timeout(), nowNanos);
    }
    if (cut != null && nowNanos - cut.deadline > 0) {
      dropCut(
          cut.sent
              ? "ranks %s didn't acknowledge within %s".formatted(cut.missing, config.cutTimeout())
              : "a round was still running after " + config.cutTimeout());
    }
    if (running == null && cut == null && canAverage() && isDue(nowNanos)) {
      start(nowNanos);
    }
  }

  private void start(long nowNanos) {
    long round = state.round() + 1;
    // The learners give up first, so that their reason arrives before our deadline.
    long learnersMillis = config.timeout().toMillis() * 3 / 4;
    running = new RunningRound(round, ++attempts, nowNanos + config.timeout().toNanos());
    sendAll(new Freeze(round, running.attempt, learnersMillis));
  }

  private boolean canAverage() {
    for (Rank r : ranks) {
      if (r.left) {
        return false;
      }
    }
    return formed && ranks.length > 1;
  }

  private long openExamples() {
    long open = 0;
    for (Rank r : ranks) {
      open += r.openExamples;
    }
    return open;
  }

  private boolean isDue(long nowNanos) {
    long open = openExamples();
    // The first round carries the first statistics, without which nobody can start to train.
    return open > 0
        && (state.round() == 0
            || open >= config.everyExamples()
            || nowNanos - lastRoundAt >= config.maxAge().toNanos());
  }

  private void voted(int rank, Vote vote, long nowNanos) {
    RunningRound r = running;
    if (r == null || r.attempt != vote.attempt()) {
      return;
    }
    if (r.resultHash != null && !r.resultHash.equals(vote.resultHash())) {
      abort("rank %d has another result".formatted(rank), nowNanos);
      return;
    }
    r.resultHash = vote.resultHash();
    if (r.votes[rank] == null) {
      r.votes[rank] = vote.totals();
      r.count++;
    }
    if (r.count < ranks.length) {
      return;
    }
    Totals totals = Totals.NONE;
    for (Totals t : r.votes) {
      totals = totals.plus(Objects.requireNonNull(t));
    }
    running = null;
    committed++;
    lastRoundAt = nowNanos;
    state = atRound(r.round, totals);
    for (Rank each : ranks) {
      each.openExamples = 0;
    }
    sendAll(new Commit(r.round));
    sendCutWhenQuiet();
  }

  private void abort(String why, long nowNanos) {
    RunningRound r = Objects.requireNonNull(running);
    running = null;
    aborted++;
    lastRoundAt = nowNanos;
    sendAll(new Abort(r.round, why));
    formed = false;
    formWhenComplete(nowNanos);
    sendCutWhenQuiet();
  }

  // ---- checkpoints ----

  /** Draws a cut through all learners; ends in completeCheckpoint or failCheckpoint. */
  public void checkpoint(long checkpointId, long nowNanos) {
    dropCut("superseded by checkpoint " + checkpointId);
    cut = new RunningCut(checkpointId, nowNanos + config.cutTimeout().toNanos());
    // A round of what is open comes first, so that the version at this cut contains it.
    if (running == null && canAverage() && openExamples() > 0) {
      start(nowNanos);
    }
    sendCutWhenQuiet();
  }

  private void sendCutWhenQuiet() {
    RunningCut c = cut;
    if (c == null || c.sent || running != null) {
      return;
    }
    c.sent = true;
    long version = 0;
    boolean learnedMore =
        ranks.length == 1
            ? ranks[0].totals.examples() > state.releasedExamples()
            : state.totals().examples() > state.releasedExamples();
    if (releasing && learnedMore && !ranks[0].left && ranks[0].join != null) {
      version = state.lastVersion() + 1;
      state = withVersionAtLeast(version);
    }
    Cut message =
        new Cut(c.checkpointId, state.round(), version, state.parentSha256(), state.totals());
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i].join != null && !ranks[i].left) {
        c.missing.add(i);
      }
    }
    for (int rank : List.copyOf(c.missing)) {
      actions.send(rank, message);
    }
    completeCut();
  }

  private void acknowledged(int rank, CutAck ack) {
    RunningCut c = cut;
    if (c == null || c.checkpointId != ack.checkpointId()) {
      return;
    }
    c.missing.remove(rank);
    if (ack.staged() != null) {
      c.staged = ack.staged();
    }
    completeCut();
  }

  private void completeCut() {
    RunningCut c = Objects.requireNonNull(cut);
    if (!c.missing.isEmpty()) {
      return;
    }
    cut = null;
    Staged staged = c.staged;
    if (staged != null) {
      List<Staged> pending = new ArrayList<>(state.pending());
      pending.add(staged);
      state =
          new CoordinationState(
              state.round(),
              state.totals(),
              state.lastVersion(),
              staged.manifestSha256(),
              ranks.length == 1 ? ranks[0].totals.examples() : state.totals().examples(),
              pending);
    }
    cuts.put(c.checkpointId, state);
    actions.completeCheckpoint(c.checkpointId, state);
  }

  /** Fails the checkpoint whose cut is being drawn, if there is one. */
  public void dropCut(String why) {
    RunningCut c = cut;
    if (c != null) {
      cut = null;
      actions.failCheckpoint(c.checkpointId, why);
    }
  }

  /** Releases what the checkpoint holds: its state is now what every restart begins with. */
  public void checkpointCompleted(long checkpointId) {
    CoordinationState completed = cuts.get(checkpointId);
    if (completed == null) {
      return;
    }
    cuts.headMap(checkpointId).clear();
    // They stay pending, in later checkpoints too, until the log is known to hold them.
    completed.pending().forEach(actions::announce);
  }

  /**
   * The checkpoint will never be restored. What it staged waits for the next one that completes, or
   * is forgotten by a rollback.
   */
  public void checkpointAborted(long checkpointId) {
    if (cut != null && cut.checkpointId == checkpointId) {
      dropCut("aborted");
    }
    cuts.remove(checkpointId);
  }

  /** Everything begins again from this state, that is from a checkpoint that has completed. */
  public void restore(CoordinationState restored) {
    long lastVersion = state.lastVersion();
    state = restored;
    state = withVersionAtLeast(lastVersion);
    running = null;
    formed = false;
    restored.pending().forEach(actions::announce);
  }

  /** As {@link #restore}, from what this coordinator itself put into the checkpoint. */
  public void rollBackTo(long checkpointId) {
    CoordinationState known = cuts.get(checkpointId);
    if (known == null) {
      actions.failJob("no cut is known for checkpoint " + checkpointId);
    } else {
      restore(known);
    }
  }

  /** The cut of this restored checkpoint, so that a task failure can come back to it. */
  public void remember(long checkpointId, CoordinationState restored) {
    cuts.put(checkpointId, restored);
  }

  private CoordinationState atRound(long round, Totals totals) {
    return new CoordinationState(
        round,
        totals,
        state.lastVersion(),
        state.parentSha256(),
        state.releasedExamples(),
        state.pending());
  }

  private CoordinationState withVersionAtLeast(long version) {
    return new CoordinationState(
        state.round(),
        state.totals(),
        Math.max(version, state.lastVersion()),
        state.parentSha256(),
        state.releasedExamples(),
        state.pending());
  }

  private void sendAll(CoordinatorMessage message) {
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i].join != null && !ranks[i].left) {
        actions.send(i, message);
      }
    }
  }

  /** What is known of one learner. */
  private static final class Rank {
    @Nullable Join join;
    boolean left;
    long openExamples;
    Totals totals = Totals.NONE;

    void joined(Join message) {
      join = message;
      left = false;
      openExamples = 0;
    }
  }

  private final class RunningRound {
    final long round;
    final long attempt;
    final long deadline;
    final @Nullable Totals[] votes = new Totals[ranks.length];
    @Nullable String resultHash;
    int count;

    RunningRound(long round, long attempt, long deadline) {
      this.round = round;
      this.attempt = attempt;
      this.deadline = deadline;
    }
  }

  private static final class RunningCut {
    final long checkpointId;
    final long deadline;
    final Set<Integer> missing = new HashSet<>();
    boolean sent;
    @Nullable Staged staged;

    RunningCut(long checkpointId, long deadline) {
      this.checkpointId = checkpointId;
      this.deadline = deadline;
    }
  }
}
