package io.thalweg.learner.train;

import io.thalweg.model.feature.Standardization;
import org.jspecify.annotations.Nullable;

/**
 * One learner's copy of the model: the base that all replicas share, the parameters that have moved
 * on from it, and the statistics of both. A round freezes the delta and its weight, the number of
 * examples behind it; training goes on meanwhile. Confined to one thread.
 *
 * <p>What is reduced is {@code [n, n * delta, statistics]}; the sum over ranks gives the weighted
 * average, and a rank that learned nothing weighs nothing.
 */
final class ModelReplica {
  private final float[] parameters;
  private final float[] base;
  private final Standardization standardization;
  private final OpenStatistics open;

  private long round;
  private long openExamples;
  private float @Nullable [] frozen;
  private long frozenExamples;

  /** Deltas times examples of learners that are no more; the next round takes them along. */
  private float @Nullable [] carriedDelta;

  private long carriedExamples;

  ModelReplica(float[] initial, Standardization standardization) {
    this.parameters = initial.clone();
    this.base = initial.clone();
    this.standardization = standardization;
    this.open = new OpenStatistics(standardization);
  }

  /** The live parameters, float32, flat, borrowed: a training step writes them. */
  float[] parameters() {
    return parameters;
  }

  /** The parameters of the last committed round, float32, flat, borrowed, read-only. */
  float[] base() {
    return base;
  }

  Standardization standardization() {
    return standardization;
  }

  OpenStatistics openStatistics() {
    return open;
  }

  long round() {
    return round;
  }

  /** Examples learned since the base, those in a running round included. */
  long openExamples() {
    return openExamples + carriedExamples;
  }

  void learned(int examples) {
    openExamples += examples;
  }

  int payloadLength() {
    return 1 + base.length + 3 * standardization.width();
  }

  /** What this rank puts into a round: {@code [n, n * delta, statistics]}, owned by the caller. */
  float[] freeze() {
    if (frozen != null) {
      throw new IllegalStateException("round " + (round + 1) + " is frozen already");
    }
    float[] payload = new float[payloadLength()];
    float[] now = parameters.clone();
    payload[0] = openExamples + carriedExamples;
    for (int i = 0; i < base.length; i++) {
      payload[1 + i] = openExamples * (now[i] - base[i]);
    }
    if (carriedDelta != null) {
      for (int i = 0; i < base.length; i++) {
        payload[1 + i] += carriedDelta[i];
      }
    }
    open.freezeInto(payload, 1 + base.length);
    frozen = now;
    frozenExamples = openExamples;
    return payload;
  }

  /** Nothing of the round counts; its delta is part of what is open, as before. */
  void abort() {
    if (frozen != null) {
      open.abort();
      frozen = null;
    }
  }

  /**
   * Applies a round: the average is the new base, and what was learned since the freeze stays on
   * top of it.
   *
   * @param reduced the sum over all ranks of what {@link #freeze} returned
   */
  void commit(long committedRound, float[] reduced, int worldSize) {
    float[] at = frozen;
    if (at == null) {
      throw new IllegalStateException("round " + committedRound + " was never frozen here");
    }
    float weight = reduced[0];
    boolean alone = worldSize == 1 && carriedDelta == null;
    for (int i = 0; i < base.length; i++) {
      float next;
      if (alone) {
        next = at[i]; // the average over one rank is what that rank has, to the bit
      } else {
        next = weight > 0 ? base[i] + reduced[1 + i] / weight : base[i];
      }
      parameters[i] = next + (parameters[i] - at[i]);
      base[i] = next;
    }
    open.commit(reduced, 1 + base.length);
    openExamples -= frozenExamples;
    carriedDelta = null;
    carriedExamples = 0;
    frozen = null;
    round = committedRound;
  }

  /** Takes over the state of a checkpoint. */
  void restore(ReplicaState state) {
    if (state.parameters().length != parameters.length) {
      throw new IllegalStateException(
          "the checkpoint holds a model of %d parameters, the pipeline's has %d; restore features and model of the pipeline, or begin anew with --fresh"
              .formatted(state.parameters().length, parameters.length));
    }
    System.arraycopy(state.parameters(), 0, parameters, 0, parameters.length);
    System.arraycopy(state.base(), 0, base, 0, base.length);
    standardization.fromState(state.statistics());
    open.addState(state.openStatistics());
    round = state.round();
    openExamples = state.openExamples();
    carriedExamples = state.carriedExamples();
    carriedDelta = carriedExamples == 0 ? null : state.carriedDelta().clone();
  }

  ReplicaState toState() {
    return new ReplicaState(
        round,
        parameters.clone(),
        base.clone(),
        standardization.toState(),
        open.toState(),
        openExamples,
        carriedExamples,
        carriedDelta == null ? new float[0] : carriedDelta.clone());
  }
}
