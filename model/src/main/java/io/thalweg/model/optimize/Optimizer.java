package io.thalweg.model.optimize;

/**
 * Moves parameters down a gradient. Its state is the number of steps and a few slots, float32, as
 * long as the parameters. Not thread-safe.
 */
public interface Optimizer {
  /** One step, in place. Both arrays have the length that the optimizer was created for. */
  void step(float[] parameters, float[] gradient);

  /** Steps so far. */
  long steps();

  /** The slots (moments), borrowed: (slots, length); writing into them changes the state. */
  float[][] slotsView();

  /** Takes over a copy of another's state. */
  void restore(long steps, float[][] slots);
}
