package io.thalweg.learner.sync;

import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.LearnerMessage.CutAck;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The line that a checkpoint draws through all learners, one at a time, and what the coordinator
 * puts into each checkpoint. Not thread-safe: the protocol's caller locks.
 */
final class Cuts {
  private final RoundConfig config;
  private final CoordinatorActions actions;
  private final Ranks ranks;
  private final Ledger ledger;
  private final TreeMap<Long, CoordinationState> drawn = new TreeMap<>();
  private @Nullable RunningCut cut;

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

  Cuts(RoundConfig config, CoordinatorActions actions, Ranks ranks, Ledger ledger) {
    this.config = config;
    this.actions = actions;
    this.ranks = ranks;
    this.ledger = ledger;
  }

  boolean isDrawing() {
    return cut != null;
  }

  /** A younger checkpoint takes over from an older one. */
  void begin(long checkpointId, long nowNanos) {
    drop("superseded by checkpoint " + checkpointId);
    cut = new RunningCut(checkpointId, nowNanos + config.cutTimeout().toNanos());
  }

  /** To be called when no round is running: a cut that waits for that is sent. */
  void sendIfWaiting() {
    RunningCut c = cut;
    if (c == null || c.sent) {
      return;
    }
    c.sent = true;
    long version = ranks.isThere(0) ? ledger.nextRelease(ledger.examples(ranks)) : 0;
    CoordinationState state = ledger.state();
    Cut message =
        new Cut(c.checkpointId, state.round(), version, state.parentSha256(), state.totals());
    c.missing.addAll(ranks.there());
    for (int rank : List.copyOf(c.missing)) {
      actions.send(rank, message);
    }
    complete();
  }

  void acknowledged(int rank, CutAck ack) {
    RunningCut c = cut;
    if (c == null || c.checkpointId != ack.checkpointId()) {
      return;
    }
    c.missing.remove(rank);
    ranks.applied(rank, ledger.round());
    if (ack.staged() != null) {
      c.staged = ack.staged();
    }
    complete();
  }

  /** It needn't answer any more. */
  void left(int rank) {
    if (cut != null && cut.sent) {
      cut.missing.remove(rank);
      complete();
    }
  }

  /** A rank has told how far it is. */
  void progressed() {
    if (cut != null && cut.sent) {
      complete();
    }
  }

  /**
   * Waits for the answers, and for ranks that left with a commit on its way to them: their
   * snapshots would lack the round.
   */
  private void complete() {
    RunningCut c = Objects.requireNonNull(cut);
    if (!c.missing.isEmpty() || ranks.anyLeftBefore(ledger.round())) {
      return;
    }
    cut = null;
    if (c.staged != null) {
      ledger.staged(c.staged, ledger.examples(ranks));
    }
    drawn.put(c.checkpointId, ledger.state());
    actions.completeCheckpoint(c.checkpointId, ledger.state());
  }

  void tick(long nowNanos) {
    if (cut != null && nowNanos - cut.deadline > 0) {
      drop(
          cut.sent
              ? "ranks %s didn't acknowledge within %s".formatted(cut.missing, config.cutTimeout())
              : "a round was still running after " + config.cutTimeout());
    }
  }

  void drop(String why) {
    RunningCut c = cut;
    if (c != null) {
      cut = null;
      actions.failCheckpoint(c.checkpointId, why);
    }
  }

  /** Announces what the checkpoint holds, and forgets the ones before it. */
  void completed(long checkpointId) {
    CoordinationState completed = drawn.get(checkpointId);
    if (completed != null) {
      drawn.headMap(checkpointId).clear();
      // They stay pending, in later checkpoints too, until the log is known to hold them.
      completed.pending().forEach(actions::announce);
    }
  }

  void aborted(long checkpointId) {
    if (cut != null && cut.checkpointId == checkpointId) {
      drop("aborted");
    }
    drawn.remove(checkpointId);
  }

  void remember(long checkpointId, CoordinationState restored) {
    drawn.put(checkpointId, restored);
  }

  @Nullable CoordinationState drawn(long checkpointId) {
    return drawn.get(checkpointId);
  }
}
