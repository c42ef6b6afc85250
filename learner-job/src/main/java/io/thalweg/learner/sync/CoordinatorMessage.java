package io.thalweg.learner.sync;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What the coordinator tells a learner. Immutable. */
public sealed interface CoordinatorMessage extends Serializable {

  /** A new generation: whatever belonged to an older one is over. */
  record Form(long tokenHigh, long tokenLow, LearnerMessage.Members members)
      implements CoordinatorMessage {}

  /**
   * Freeze delta and count at the next step boundary, reduce them, go on training, vote.
   *
   * @param attempt tells this try from earlier ones at the same round; the answer names it
   */
  record Freeze(long round, long attempt, long timeoutMillis) implements CoordinatorMessage {}

  /** All ranks hold the same result: apply it. */
  record Commit(long round) implements CoordinatorMessage {}

  /** Nobody applies this round; its deltas stay in the open and go into the next. */
  record Abort(long round, String why) implements CoordinatorMessage {}

  /**
   * The line that this checkpoint draws through all learners: after {@code round}, before the next.
   *
   * @param releaseVersion the number of the version that rank 0 shall stage, or 0 for none
   * @param parentSha256 manifest of the version released before
   * @param totals over all ranks at {@code round}
   */
  record Cut(
      long checkpointId,
      long round,
      long releaseVersion,
      @Nullable String parentSha256,
      Totals totals)
      implements CoordinatorMessage {}

  /**
   * Rank 0 shall stage its base as a version that may be undone.
   *
   * @param parentSha256 manifest of the version released before
   * @param totals over all ranks at the last committed round
   */
  record Preview(long version, @Nullable String parentSha256, Totals totals)
      implements CoordinatorMessage {}
}
