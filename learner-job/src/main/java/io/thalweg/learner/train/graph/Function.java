package io.thalweg.learner.train.graph;

/** A function of every element, and what its gradient is. Stateless. */
interface Function {
  void apply(float[] x, float[] y, int length);

  /**
   * The gradients of the inputs.
   *
   * @param from inputs, or outputs where {@link #isOfOutputs} says so
   */
  void derive(float[] from, float[] dy, float[] dx, int length);

  /** Whether the gradient follows from the outputs. */
  default boolean isOfOutputs() {
    return false;
  }
}
