package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.ExpertsState;
import org.jspecify.annotations.Nullable;

/**
 * A replica in a checkpoint. The arrays are owned by whoever holds the state and aren't changed any
 * more.
 */
final class ReplicaState {
  private final long round;
  private final float[] parameters;
  private final float[] base;
  private final double[] statistics;
  private final double[] openStatistics;
  private final long openExamples;
  private final long carriedExamples;
  private final float[] carriedDelta;
  private final @Nullable FrozenRound frozen;
  private final int outputs;
  private final ExpertsState experts;

  ReplicaState(
      long round,
      float[] parameters,
      float[] base,
      double[] statistics,
      double[] openStatistics,
      long openExamples,
      long carriedExamples,
      float[] carriedDelta,
      @Nullable FrozenRound frozen,
      int outputs,
      ExpertsState experts) {
    this.round = round;
    this.parameters = parameters;
    this.base = base;
    this.statistics = statistics;
    this.openStatistics = openStatistics;
    this.openExamples = openExamples;
    this.carriedExamples = carriedExamples;
    this.carriedDelta = carriedDelta;
    this.frozen = frozen;
    this.outputs = outputs;
    this.experts = experts;
  }

  long round() {
    return round;
  }

  float[] parameters() {
    return parameters;
  }

  float[] base() {
    return base;
  }

  double[] statistics() {
    return statistics;
  }

  double[] openStatistics() {
    return openStatistics;
  }

  long openExamples() {
    return openExamples;
  }

  long carriedExamples() {
    return carriedExamples;
  }

  /** What of it all is in a round; its statistics aren't among {@link #openStatistics}. */
  @Nullable FrozenRound frozen() {
    return frozen;
  }

  /** Of a head that grows, those that there are; else 0. */
  int outputs() {
    return outputs;
  }

  ExpertsState experts() {
    return experts;
  }

  /** Deltas times examples, or empty. */
  float[] carriedDelta() {
    return carriedDelta;
  }

  /** The weights alone. */
  WeightsState weights() {
    return new WeightsState(
        parameters,
        base,
        openExamples,
        carriedExamples,
        carriedDelta,
        frozen == null ? null : frozen.parameters(),
        frozen == null ? 0 : frozen.examples());
  }

  /** The statistics with other weights, between two rounds. */
  ReplicaState with(WeightsState others) {
    return new ReplicaState(
        round,
        others.parameters(),
        others.base(),
        statistics,
        openStatistics,
        others.openExamples(),
        others.carriedExamples(),
        others.carriedDelta(),
        null,
        outputs,
        experts);
  }
}
