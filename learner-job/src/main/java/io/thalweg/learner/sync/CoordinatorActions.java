package io.thalweg.learner.sync;

import io.thalweg.learner.sync.LearnerMessage.Staged;

/** What the round protocol wants done. Called while the protocol's lock is held: must not block. */
public interface CoordinatorActions {
  void send(int rank, CoordinatorMessage message);

  /** The cut of this checkpoint is drawn; {@code state} is the coordinator's part of it. */
  void completeCheckpoint(long checkpointId, CoordinationState state);

  void failCheckpoint(long checkpointId, String why);

  /** A checkpoint that holds this version has completed. */
  void announce(Staged release);

  /** A version is staged whose checkpoint is yet to come. */
  void preview(Staged preview);

  /** The learners don't agree on where they start from: nothing sound can be learned. */
  void failJob(String why);
}
