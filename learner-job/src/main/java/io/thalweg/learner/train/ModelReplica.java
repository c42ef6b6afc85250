package io.thalweg.learner.train;

import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One learner's copy of the model: its weights, which follow rounds, and the statistics of the base
 * and of what came in since. Confined to one thread.
 *
 * <p>What is reduced is {@code [n, n * delta, wanted, experts, statistics]}. A committed round can
 * be taken over later than it was committed: until then the model trains as if it didn't know of
 * it.
 */
final class ModelReplica {
  private AveragedWeights weights;
  private final FeatureSpec features;
  private final Standardization standardization;
  private final OpenStatistics open;

  private long round;
  private @Nullable CommittedRound committed;

  /** Of a model whose head stays as it is, and that isn't made of experts. */
  ModelReplica(float[] initial, FeatureSpec features) {
    this(new AveragedWeights(initial), features);
  }

  ModelReplica(float[] initial, ModelSpec spec) {
    this(
        new AveragedWeights(
            initial, Growth.of(spec), RoutedExperts.of(spec, initial), Renewals.of(spec)),
        spec.features());
  }

  private ModelReplica(AveragedWeights weights, FeatureSpec features) {
    this.weights = weights;
    this.features = features;
    this.standardization = new Standardization(features);
    this.open = new OpenStatistics(standardization);
  }

  AveragedWeights weights() {
    return weights;
  }

  /** Goes on with others between two rounds; the statistics stay. */
  void replaceWeights(AveragedWeights others) {
    weights = others;
  }

  RoutedExperts experts() {
    return weights.experts();
  }

  /** The live parameters, float32, flat, borrowed: a training step writes them. */
  float[] parameters() {
    return weights.parameters();
  }

  /** The parameters of the last committed round, float32, flat, borrowed, read-only. */
  float[] base() {
    return weights.committedBase();
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
    return weights.outputs();
  }

  /** How many {@link #base} has. */
  int committedOutputs() {
    return weights.committedOutputs();
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
    if (!weights.isFrozen()) {
      return Phase.OPEN;
    }
    return committed == null ? Phase.FROZEN : Phase.COMMITTED;
  }

  /** Examples learned since the base, those in a running round included. */
  long openExamples() {
    return weights.openExamples();
  }

  void learned(int examples) {
    weights.learned(examples);
  }

  int payloadLength() {
    return weights.payloadLength() + standardization.sumsLength();
  }

  /** Nothing is wanted of the head. */
  float[] freeze() {
    return freeze(new float[weights.growthWidth()]);
  }

  /** What this rank puts into a round, owned by the caller. */
  float[] freeze(float[] wanted) {
    if (weights.isFrozen()) {
      throw new IllegalStateException("round " + (round + 1) + " is frozen already");
    }
    weights.freeze(wanted);
    open.freeze();
    return contribution();
  }

  /** What was frozen, in the form that is reduced; owned by the caller. */
  float[] contribution() {
    float[] payload = new float[payloadLength()];
    contributeTo(payload);
    return payload;
  }

  /** As {@link #contribution}, into the first places of a payload. */
  void contributeTo(float[] payload) {
    requireFrozen(round + 1);
    weights.contributeTo(payload, 0);
    open.frozenInto(payload, weights.payloadLength());
  }

  private void requireFrozen(long wanted) {
    if (!weights.isFrozen()) {
      throw new IllegalStateException("round " + wanted + " was never frozen here");
    }
  }

  /** Nothing of the round counts; its delta is part of what is open, as before. */
  void abort() {
    if (weights.isFrozen()) {
      open.abort();
      weights.abort();
    }
  }

  /**
   * Applies a round: the average is the new base, and what was learned since the freeze stays on
   * top of it.
   *
   * @param reduced begins with the sum over all ranks of what {@link #freeze} returned
   */
  void commit(long committedRound, float[] reduced, int worldSize) {
    requireFrozen(committedRound);
    open.commit(reduced, weights.payloadLength());
    weights.commit(reduced, 0, worldSize, changedPlaces());
    committed = null;
    round = committedRound;
  }

  /** The round counts, and {@link #apply} takes it over; arguments as of {@link #commit}. */
  void accept(long committedRound, float[] reduced, int worldSize) {
    requireFrozen(committedRound);
    Standardization merged = new Standardization(features);
    merged.fromState(standardization.toState());
    merged.merge(reduced, weights.payloadLength());
    weights.accept(reduced, 0, worldSize, merged.changedPlaces());
    committed = new CommittedRound(reduced, worldSize, merged);
  }

  /** Places of vocabularies that the round last taken over gave to other values, by feature. */
  Map<String, List<Integer>> changedPlaces() {
    return standardization.changedPlaces();
  }

  /** Likewise of the round that counts and isn't taken over yet. */
  Map<String, List<Integer>> committedChangedPlaces() {
    return committed().standardization().changedPlaces();
  }

  /** The round that counts and isn't taken over yet. */
  CommittedRound committed() {
    CommittedRound c = committed;
    if (c == null) {
      throw new IllegalStateException("round " + (round + 1) + " isn't committed");
    }
    return c;
  }

  void apply() {
    CommittedRound c = committed();
    commit(round + 1, c.reduced(), c.worldSize());
  }

  /** Takes over the state of a checkpoint. */
  void restore(ReplicaState state) {
    if (state.parameters().length != weights.parameters().length) {
      throw new IllegalStateException(
          "the checkpoint holds a model of %d parameters, the pipeline's has %d; restore features and model of the pipeline, or begin anew with --fresh"
              .formatted(state.parameters().length, weights.parameters().length));
    }
    if (state.statistics().length != standardization.toState().length) {
      throw new IllegalStateException(
          "the checkpoint holds statistics of other features; restore the pipeline's features, or begin anew with --fresh");
    }
    FrozenRound f = state.frozen();
    weights.restore(state.weights());
    weights.restoreGrowth(state.outputs(), f == null ? new float[0] : f.wanted());
    weights.experts().restore(state.experts());
    standardization.fromState(state.statistics());
    open.addState(state.openStatistics());
    round = state.round();
    if (f != null) {
      open.restoreFrozen(f.statistics());
      if (f.isCommitted()) {
        accept(round + 1, f.reduced().clone(), f.worldSize());
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
    WeightsState w = weights.toState();
    return new ReplicaState(
        round,
        w.parameters(),
        w.base(),
        standardization.toState(),
        open.toState(),
        w.openExamples(),
        w.carriedExamples(),
        w.carriedDelta(),
        frozenRound(w),
        weights.outputs(),
        weights.experts().toState());
  }

  private @Nullable FrozenRound frozenRound(WeightsState w) {
    float[] frozen = w.frozen();
    if (frozen == null) {
      return null;
    }
    CommittedRound c = committed;
    return new FrozenRound(
        frozen,
        w.frozenExamples(),
        open.frozenState(),
        c == null ? new float[0] : c.reduced().clone(),
        c == null ? 0 : c.worldSize(),
        weights.frozenWanted());
  }
}
