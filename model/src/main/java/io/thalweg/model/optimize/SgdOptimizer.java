package io.thalweg.model.optimize;

/** See {@link OptimizerSpec.Sgd}; without momentum it has no slot. Not thread-safe. */
final class SgdOptimizer extends SlottedOptimizer {
  private final float momentum;

  SgdOptimizer(OptimizerSpec.Sgd spec, int length) {
    super(spec.momentum() == 0 ? 0 : 1, length);
    this.momentum = spec.momentum();
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    if (slotsView().length == 0) {
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] -= rate * gradient[i];
      }
      return;
    }
    float[] velocity = slotsView()[0];
    for (int i = 0; i < parameters.length; i++) {
      float v = momentum * velocity[i] + gradient[i];
      velocity[i] = v;
      parameters[i] -= rate * v;
    }
  }
}
