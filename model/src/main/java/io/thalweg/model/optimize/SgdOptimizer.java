package io.thalweg.model.optimize;

/** See {@link OptimizerSpec.Sgd}; without momentum it has no slot. Not thread-safe. */
final class SgdOptimizer extends SlottedOptimizer {
  private final OptimizerSpec.Sgd spec;

  SgdOptimizer(OptimizerSpec.Sgd spec, int length) {
    super(spec.momentum() == 0 ? 0 : 1, length);
    this.spec = spec;
  }

  @Override
  void step(long step, float[] parameters, float[] gradient) {
    float learningRate = spec.learningRate();
    if (slotsView().length == 0) {
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] -= learningRate * gradient[i];
      }
      return;
    }
    float momentum = spec.momentum();
    float[] velocity = slotsView()[0];
    for (int i = 0; i < parameters.length; i++) {
      float v = momentum * velocity[i] + gradient[i];
      velocity[i] = v;
      parameters[i] -= learningRate * v;
    }
  }
}
