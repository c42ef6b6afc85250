package io.thalweg.learner.train;

import io.thalweg.model.feature.Standardization;

/**
 * A round that counts and isn't taken over yet: what was reduced, and the statistics that come of
 * it. Borrowed from its replica; nobody changes them.
 */
final class CommittedRound {
  private final float[] reduced;
  private final int worldSize;
  private final Standardization standardization;

  CommittedRound(float[] reduced, int worldSize, Standardization standardization) {
    this.reduced = reduced;
    this.worldSize = worldSize;
    this.standardization = standardization;
  }

  float[] reduced() {
    return reduced;
  }

  int worldSize() {
    return worldSize;
  }

  Standardization standardization() {
    return standardization;
  }
}
