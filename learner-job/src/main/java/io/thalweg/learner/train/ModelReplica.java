package io.thalweg.learner.train;

import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One learner's copy of the model: the base that all replicas share, the parameters that have moved
 * on from it, and the statistics of both. A round freezes the delta and its weight, the number of
 * examples behind it; training goes on meanwhile. Confined to one thread.
 *
 * <p>What is reduced is {@code [n, n * delta, statistics, wanted]}; the sum over ranks gives the
 * weighted average, and a rank that learned nothing weighs nothing; what is wanted of the head is
 * for {@link Growth} to judge. A committed round can be taken over later than it was committed:
 * until then the model trains as if it didn't know of it.
 */
final class ModelReplica {
  private final float[] parameters;
  private final float[] base;
  private final FeatureSpec features;
  private final Growth growth;
  private final Standardization standardization;
  private final OpenStatistics open;

  private long round;
  private int outputs;
  private long openExamples;
  private float @Nullable [] frozen;
  private long frozenExamples;
  private float[] frozenWanted = new float[0];
  private @Nullable CommittedRound committed;

  /** Deltas times examples of learners that are no more; the next round takes them along. */
  private float @Nullable [] carriedDelta;

  private long carriedExamples;

  /** Of a model whose head stays as it is. */
  ModelReplica(float[] initial, FeatureSpec features) {
    this(initial, features, Growth.NONE);
  }

  ModelReplica(float[] initial, FeatureSpec features, Growth growth) {
    this.outputs = growth.outputsAtStart();
    this.parameters = growth.limited(initial, outputs);
    this.base = parameters.clone();
    this.features = features;
    this.growth = growth;
    this.standardization = new Standardization(features);
    this.open = new OpenStatistics(standardization);
  }

  /** The live parameters, float32, flat, borrowed: a training step writes them. */
  float[] parameters() {
    return parameters;
  }

  /** The parameters of the last committed round, float32, flat, borrowed, read-only. */
  float[] base() {
    return committed == null ? base : committed.base();
  }

  /** What the live parameters are trained with. */
  Standardization standardization() {
    return standardization;
  }

  /** What belongs to {@link #base}. */
  Standardization committedStandardization() {
    return committed == null ? standardization : committed.standardization();
  }

  /** How many outputs the live parameters have; 0 where that never changes. */
  int outputs() {
    return outputs;
  }

  /** How many {@link #base} has. */
  int committedOutputs() {
    return committed == null ? outputs : committed.outputs();
  }

  OpenStatistics openStatistics() {
    return open;
  }

  /** The last round that was taken over. */
  long round() {
    return round;
  }

  /** The last round that was committed: the same, or the next. */
  long committedRound() {
    return committed == null ? round : round + 1;
  }

  Phase phase() {
    if (frozen == null) {
      return Phase.OPEN;
    }
    return committed == null ? Phase.FROZEN : Phase.COMMITTED;
  }

  /** Examples learned since the base, those in a running round included. */
  long openExamples() {
    return openExamples + carriedExamples;
  }

  void learned(int examples) {
    openExamples += examples;
  }

  int payloadLength() {
    return growthOffset() + growth.width();
  }

  private int growthOffset() {
    return 1 + base.length + 3 * standardization.width();
  }

  /** Nothing is wanted of the head. */
  float[] freeze() {
    return freeze(new float[growth.width()]);
  }

  /** What this rank puts into a round, owned by the caller. */
  float[] freeze(float[] wanted) {
    if (frozen != null) {
      throw new IllegalStateException("round " + (round + 1) + " is frozen already");
    }
    frozen = parameters.clone();
    frozenExamples = openExamples;
    frozenWanted = wanted;
    open.freeze();
    return contribution();
  }

  /** What was frozen, in the form that is reduced; owned by the caller. */
  float[] contribution() {
    float[] at = requireFrozen(round + 1);
    float[] payload = new float[payloadLength()];
    payload[0] = frozenExamples + carriedExamples;
    for (int i = 0; i < base.length; i++) {
      payload[1 + i] = frozenExamples * (at[i] - base[i]);
    }
    if (carriedDelta != null) {
      for (int i = 0; i < base.length; i++) {
        payload[1 + i] += carriedDelta[i];
      }
    }
    open.frozenInto(payload, 1 + base.length);
    System.arraycopy(frozenWanted, 0, payload, growthOffset(), growth.width());
    return payload;
  }

  private float[] requireFrozen(long wanted) {
    if (frozen == null) {
      throw new IllegalStateException("round " + wanted + " was never frozen here");
    }
    return frozen;
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
    float[] at = requireFrozen(committedRound);
    float[] next = committed == null ? nextBase(at, reduced, worldSize) : committed.base();
    outputs = nextOutputs(reduced);
    for (int i = 0; i < base.length; i++) {
      parameters[i] = next[i] + (parameters[i] - at[i]);
      base[i] = next[i];
    }
    open.commit(reduced, 1 + base.length);
    openExamples -= frozenExamples;
    carriedDelta = null;
    carriedExamples = 0;
    frozen = null;
    committed = null;
    round = committedRound;
  }

  private int nextOutputs(float[] reduced) {
    return growth.after(outputs, reduced, growthOffset());
  }

  private float[] nextBase(float[] at, float[] reduced, int worldSize) {
    float weight = reduced[0];
    boolean alone = worldSize == 1 && carriedDelta == null;
    float[] next = new float[base.length];
    for (int i = 0; i < base.length; i++) {
      if (alone) {
        next[i] = at[i]; // the average over one rank is what that rank has, to the bit
      } else {
        next[i] = weight > 0 ? base[i] + reduced[1 + i] / weight : base[i];
      }
    }
    growth.begin(outputs, nextOutputs(reduced), next);
    return next;
  }

  /** The round counts, and {@link #apply} takes it over; arguments as of {@link #commit}. */
  void accept(long committedRound, float[] reduced, int worldSize) {
    float[] at = requireFrozen(committedRound);
    Standardization merged = new Standardization(features);
    merged.fromState(standardization.toState());
    merged.merge(reduced, 1 + base.length);
    committed =
        new CommittedRound(
            reduced, worldSize, nextBase(at, reduced, worldSize), merged, nextOutputs(reduced));
  }

  void apply() {
    CommittedRound c = committed;
    if (c == null) {
      throw new IllegalStateException("round " + (round + 1) + " isn't committed");
    }
    commit(round + 1, c.reduced(), c.worldSize());
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
    outputs = state.outputs() == 0 ? growth.width() : Math.min(state.outputs(), growth.width());
    openExamples = state.openExamples();
    carriedExamples = state.carriedExamples();
    carriedDelta = carriedExamples == 0 ? null : state.carriedDelta().clone();
    FrozenRound f = state.frozen();
    if (f != null) {
      frozen = f.parameters().clone();
      frozenExamples = f.examples();
      frozenWanted = Arrays.copyOf(f.wanted(), growth.width());
      open.restoreFrozen(f.statistics());
      if (f.isCommitted()) {
        accept(round + 1, Arrays.copyOf(f.reduced(), payloadLength()), f.worldSize());
      }
    }
  }

  /** Ends the round that a checkpoint was taken in: it counts if it was committed. */
  void settle() {
    if (committed != null) {
      apply();
    } else {
      abort();
    }
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
        carriedDelta == null ? new float[0] : carriedDelta.clone(),
        frozenRound(),
        outputs);
  }

  private @Nullable FrozenRound frozenRound() {
    if (frozen == null) {
      return null;
    }
    CommittedRound c = committed;
    return new FrozenRound(
        frozen.clone(),
        frozenExamples,
        open.frozenState(),
        c == null ? new float[0] : c.reduced().clone(),
        c == null ? 0 : c.worldSize(),
        frozenWanted.clone());
  }
}
