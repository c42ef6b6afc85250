package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that have moved on from a base which all replicas share. A round freezes the delta and
 * its weight, the number of examples behind it; training goes on meanwhile. Confined to one thread.
 *
 * <p>What is reduced is {@code [n, n * delta, wanted, experts]}; the sum over ranks gives the
 * weighted average, and a rank that learned nothing weighs nothing; what is wanted of the head is
 * for {@link Growth} to judge, what experts have cost for {@link RoutedExperts}.
 */
final class AveragedWeights {
  private final float[] parameters;
  private final float[] base;
  private final Growth growth;
  private final RoutedExperts experts;
  private final Renewals renewals;

  private int outputs;
  private long openExamples;
  private float @Nullable [] frozen;
  private long frozenExamples;
  private float[] frozenWanted = new float[0];

  /** Of a round that counts and isn't taken over yet. */
  private float @Nullable [] committedBase;

  private int committedOutputs;

  /** Deltas times examples of learners that are no more; the next round takes them along. */
  private float @Nullable [] carriedDelta;

  private long carriedExamples;

  /** Of a model whose head stays as it is, and that isn't made of experts. */
  AveragedWeights(float[] initial) {
    this(initial, Growth.NONE, RoutedExperts.none(), Renewals.NONE);
  }

  AveragedWeights(float[] initial, Growth growth, RoutedExperts experts, Renewals renewals) {
    this.renewals = renewals;
    this.outputs = growth.outputsAtStart();
    this.parameters = growth.limited(initial, outputs);
    this.base = parameters.clone();
    this.growth = growth;
    this.experts = experts;
  }

  /** The live parameters, float32, flat, borrowed: a training step writes them. */
  float[] parameters() {
    return parameters;
  }

  /** The parameters of the last round that was taken over, float32, flat, borrowed, read-only. */
  float[] base() {
    return base;
  }

  /** The parameters of the last committed round, float32, flat, borrowed, read-only. */
  float[] committedBase() {
    return committedBase == null ? base : committedBase;
  }

  /** How many outputs the live parameters have; 0 where that never changes. */
  int outputs() {
    return outputs;
  }

  /** How many {@link #committedBase} has. */
  int committedOutputs() {
    return committedBase == null ? outputs : committedOutputs;
  }

  RoutedExperts experts() {
    return experts;
  }

  boolean isFrozen() {
    return frozen != null;
  }

  /** Examples learned since the base, those in a running round included. */
  long openExamples() {
    return openExamples + carriedExamples;
  }

  void learned(int examples) {
    openExamples += examples;
  }

  int payloadLength() {
    return 1 + base.length + growth.width() + experts.width();
  }

  int growthWidth() {
    return growth.width();
  }

  /** Nothing is wanted of the head. */
  void freeze() {
    freeze(new float[growth.width()]);
  }

  void freeze(float[] wanted) {
    frozen = parameters.clone();
    frozenExamples = openExamples;
    frozenWanted = wanted;
    experts.freeze();
  }

  /** Puts what was frozen into a payload, in the form that is reduced. */
  void contributeTo(float[] payload, int offset) {
    float[] at = requireFrozen();
    payload[offset] = frozenExamples + carriedExamples;
    int first = offset + 1;
    for (int i = 0; i < base.length; i++) {
      payload[first + i] = frozenExamples * (at[i] - base[i]);
    }
    if (carriedDelta != null) {
      for (int i = 0; i < base.length; i++) {
        payload[first + i] += carriedDelta[i];
      }
    }
    System.arraycopy(frozenWanted, 0, payload, first + base.length, growth.width());
    experts.frozenInto(payload, behindGrowth(offset));
  }

  private int behindGrowth(int offset) {
    return offset + 1 + base.length + growth.width();
  }

  private float[] requireFrozen() {
    if (frozen == null) {
      throw new IllegalStateException("no round is frozen here");
    }
    return frozen;
  }

  /** Nothing of the round counts; its delta is part of what is open, as before. */
  void abort() {
    if (frozen != null) {
      experts.abort();
    }
    frozen = null;
  }

  /**
   * The round counts: its base is known, and {@link #commit} goes on from it.
   *
   * @param changed places of vocabularies that it gives to other values, by feature
   */
  void accept(float[] reduced, int offset, int worldSize, Map<String, List<Integer>> changed) {
    committedOutputs = nextOutputs(reduced, offset);
    committedBase = nextBase(requireFrozen(), reduced, offset, worldSize, changed);
  }

  /**
   * Applies a round: the average is the new base, and what was learned since the freeze stays on
   * top of it.
   *
   * @param reduced holds from {@code offset} on the sum over all ranks of what they contributed
   * @param changed as of {@link #accept}
   */
  void commit(float[] reduced, int offset, int worldSize, Map<String, List<Integer>> changed) {
    float[] at = requireFrozen();
    float[] next =
        committedBase == null ? nextBase(at, reduced, offset, worldSize, changed) : committedBase;
    int outputsBefore = outputs;
    outputs = nextOutputs(reduced, offset);
    for (int i = 0; i < base.length; i++) {
      parameters[i] -= at[i];
    }
    experts.commit(reduced, behindGrowth(offset), base, parameters);
    if (outputs > outputsBefore) {
      experts.grown();
    }
    for (int i = 0; i < base.length; i++) {
      parameters[i] += next[i];
      base[i] = next[i];
    }
    renewals.begin(changed, parameters); // what was learned since the freeze was of other values
    openExamples -= frozenExamples;
    carriedDelta = null;
    carriedExamples = 0;
    frozen = null;
    committedBase = null;
  }

  private int nextOutputs(float[] reduced, int offset) {
    return growth.after(outputs, reduced, offset + 1 + base.length);
  }

  private float[] nextBase(
      float[] at, float[] reduced, int offset, int worldSize, Map<String, List<Integer>> changed) {
    float weight = reduced[offset];
    boolean alone = worldSize == 1 && carriedDelta == null;
    float[] next = new float[base.length];
    for (int i = 0; i < base.length; i++) {
      if (alone) {
        next[i] = at[i]; // the average over one rank is what that rank has, to the bit
      } else {
        next[i] = weight > 0 ? base[i] + reduced[offset + 1 + i] / weight : base[i];
      }
    }
    experts.shape(reduced, behindGrowth(offset), next);
    growth.begin(outputs, nextOutputs(reduced, offset), next);
    renewals.begin(changed, next);
    return next;
  }

  /** Takes over the state of a checkpoint, in which a round may be frozen. */
  void restore(WeightsState state) {
    System.arraycopy(state.parameters(), 0, parameters, 0, parameters.length);
    System.arraycopy(state.base(), 0, base, 0, base.length);
    openExamples = state.openExamples();
    carriedExamples = state.carriedExamples();
    carriedDelta = carriedExamples == 0 ? null : state.carriedDelta().clone();
    float[] at = state.frozen();
    frozen = at == null ? null : at.clone();
    frozenExamples = state.frozenExamples();
  }

  /** Takes over how far the head has grown, and what of it is in a running round. */
  void restoreGrowth(int outputsThen, float[] wanted) {
    outputs = outputsThen == 0 ? growth.width() : Math.min(outputsThen, growth.width());
    frozenWanted = Arrays.copyOf(wanted, growth.width());
  }

  /** What {@link #freeze} was told. */
  float[] frozenWanted() {
    return frozenWanted.clone();
  }

  WeightsState toState() {
    return new WeightsState(
        parameters.clone(),
        base.clone(),
        openExamples,
        carriedExamples,
        carriedDelta == null ? new float[0] : carriedDelta.clone(),
        frozen == null ? null : frozen.clone(),
        frozenExamples);
  }
}
