package io.thalweg.learner.sync;

import io.thalweg.learner.sync.CoordinatorMessage.Preview;
import io.thalweg.learner.sync.LearnerMessage.Previewed;
import java.time.Duration;

/**
 * Versions between checkpoints, for freshness: what they contain is committed by all ranks but may
 * yet be undone. One at a time, and none while a staged release waits for its checkpoint or for the
 * log: the log takes numbers only in their order, and a preview's parent is a released version. Not
 * thread-safe: the protocol's caller locks.
 */
final class Previews {
  private final Duration every;
  private final CoordinatorActions actions;
  private final Ranks ranks;
  private final Ledger ledger;

  private boolean begun;
  private long lastAt;
  private long lastExamples;

  /** The version that rank 0 was asked for, or 0. */
  private long asked;

  /** With {@code every} zero there are none. */
  Previews(Duration every, CoordinatorActions actions, Ranks ranks, Ledger ledger) {
    this.every = every;
    this.actions = actions;
    this.ranks = ranks;
    this.ledger = ledger;
  }

  /** To be called while no cut is being drawn. */
  void tick(long nowNanos) {
    if (!begun) {
      begun = true;
      lastAt = nowNanos;
    }
    boolean due = !every.isZero() && nowNanos - lastAt >= every.toNanos();
    if (!due || asked != 0 || !ranks.isThere(0) || !ledger.state().pending().isEmpty()) {
      return;
    }
    long examples = ledger.examples(ranks);
    long version = examples > lastExamples ? ledger.nextPreview(examples) : 0;
    if (version > 0) {
      asked = version;
      lastAt = nowNanos;
      lastExamples = examples;
      CoordinationState state = ledger.state();
      actions.send(0, new Preview(version, state.parentSha256(), state.totals()));
    }
  }

  void received(Previewed answer) {
    if (answer.version() == asked) {
      asked = 0;
      if (answer.staged() != null) {
        actions.preview(answer.staged());
      }
    }
  }

  /** Everything begins again: what was asked for is answered by nobody. */
  void reset() {
    asked = 0;
    lastExamples = 0;
  }
}
