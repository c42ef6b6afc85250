package io.thalweg.learner.train;

import io.thalweg.model.feature.Standardization;

/**
 * A round that counts and isn't taken over yet: what was reduced, and the base and statistics that
 * come of it. Borrowed from its replica; nobody changes them.
 */
final class CommittedRound {
  private final float[] reduced;
  private final int worldSize;
  private final float[] base;
  private final Standardization standardization;
  private final int outputs;

  CommittedRound(
      float[] reduced, int worldSize, float[] base, Standardization standardization, int outputs) {
    this.reduced = reduced;
    this.worldSize = worldSize;
    this.base = base;
    this.standardization = standardization;
    this.outputs = outputs;
  }

  float[] reduced() {
    return reduced;
  }

  int worldSize() {
    return worldSize;
  }

  float[] base() {
    return base;
  }

  Standardization standardization() {
    return standardization;
  }

  int outputs() {
    return outputs;
  }
}
