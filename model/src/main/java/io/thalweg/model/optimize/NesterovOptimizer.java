package io.thalweg.model.optimize;

/** See {@link OptimizerSpec.Nesterov}. Slot 0 is the velocity. Not thread-safe. */
final class NesterovOptimizer extends SlottedOptimizer {
  private final float momentum;

  NesterovOptimizer(OptimizerSpec.Nesterov spec, int length) {
    super(1, length);
    this.momentum = spec.momentum();
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float[] velocity = slotsView()[0];
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      float v = momentum * velocity[i] + g;
      velocity[i] = v;
      parameters[i] -= rate * (g + momentum * v);
    }
  }
}
