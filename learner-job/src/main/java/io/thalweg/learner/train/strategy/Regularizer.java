package io.thalweg.learner.train.strategy;

import java.util.Map;
import java.util.function.Consumer;

/**
 * A penalty on moving away from an anchor, over the flat parameters. Its state is a few named
 * vectors. Confined to one thread.
 */
public interface Regularizer {
  /** Adds the penalty's gradient at {@code parameters}; nothing before the first consolidation. */
  void addGradient(float[] parameters, float[] gradient);

  /** The penalty at {@code parameters}. */
  double penalty(float[] parameters);

  /** Fresh rows of a step whose gradients, one by one, {@link #rowGradient} wants. */
  default int wantedRows() {
    return 0;
  }

  /** The gradient of the loss of one fresh row, float32, flat, borrowed. */
  default void rowGradient(float[] gradient) {}

  /**
   * No step was made yet: the next one goes down the mean of this gradient and its own.
   *
   * @param gradient of the loss alone, without penalties
   */
  default void waits(float[] gradient) {}

  /**
   * A step was made.
   *
   * @param gradient of the loss alone, without penalties; the last one of those that were waiting
   * @param before the parameters before it
   */
  default void moved(float[] gradient, float[] before, float[] parameters) {}

  /**
   * Parameters that were 0 so far have come into use.
   *
   * @param begin sets them to where they begin, in a vector like the parameters
   */
  default void grown(Consumer<float[]> begin) {}

  /** What was learned by now is to be kept. */
  void consolidate(float[] parameters);

  /** State by name, copied; a vector is empty before there is anything to hold. */
  Map<String, float[]> state();

  /** Takes over a state; what is missing in it begins anew. */
  void restore(Map<String, float[]> state);

  /** A state, of whichever kinds, as {@link #grown(Consumer)} leaves it. */
  static Map<String, float[]> grown(Map<String, float[]> state, Consumer<float[]> begin) {
    return SynapticIntelligence.grown(state, begin);
  }

  static Regularizer ewc(Regularization.Ewc spec, int length) {
    return new OnlineEwc(spec, length);
  }

  static Regularizer si(Regularization.Si spec, int length) {
    return new SynapticIntelligence(spec, length);
  }
}
