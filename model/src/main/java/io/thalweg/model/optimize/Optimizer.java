package io.thalweg.model.optimize;

/**
 * Moves parameters down a gradient. Its state is the number of steps and a few float32 slots, as
 * long as the parameters or shorter. The mean of the slots of several is a state to go on from,
 * which is what learners leave to another number of learners. Not thread-safe.
 */
public interface Optimizer {
  /** One step, in place. Both arrays have the length that the optimizer was created for. */
  void step(float[] parameters, float[] gradient, float rate);

  /** Steps so far. */
  long steps();

  /**
   * The slots (moments), borrowed: (slots, length of each); writing into them changes the state.
   */
  float[][] slotsView();

  /** Takes over a copy of another's state. */
  void restore(long steps, float[][] slots);
}
