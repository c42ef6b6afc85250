package io.thalweg.model.optimize;

/** Creates optimizers. Stateless. */
public final class Optimizers {
  private Optimizers() {}

  /** An optimizer of {@code length} parameters, before its first step. */
  public static Optimizer create(OptimizerSpec spec, int length) {
    if (spec instanceof OptimizerSpec.Adam adam) {
      return new AdamOptimizer(adam, length);
    }
    return new SgdOptimizer((OptimizerSpec.Sgd) spec, length);
  }
}
