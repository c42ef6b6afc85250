package io.thalweg.model.optimize;

/** See {@link OptimizerSpec.Lars}. Slot 0 is the velocity. Not thread-safe. */
final class LarsOptimizer extends SlottedOptimizer {
  private final OptimizerSpec.Lars spec;
  private final Tensors tensors;

  LarsOptimizer(OptimizerSpec.Lars spec, int length, Tensors tensors) {
    super(1, length);
    this.spec = spec;
    this.tensors = tensors;
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float[] velocity = slotsView()[0];
    float momentum = spec.momentum();
    for (int k = 0; k < tensors.count(); k++) {
      float decay = tensors.decay(k);
      float local = rate * (tensors.isMatrix(k) ? ratio(k, parameters, gradient) : 1);
      for (int i = tensors.from(k); i < tensors.to(k); i++) {
        float v = momentum * velocity[i] + local * (gradient[i] + decay * parameters[i]);
        velocity[i] = v;
        parameters[i] -= v;
      }
    }
  }

  private float ratio(int k, float[] parameters, float[] gradient) {
    double weights = Math.sqrt(Norms.squares(parameters, tensors.from(k), tensors.to(k)));
    double gradients = Math.sqrt(Norms.squares(gradient, tensors.from(k), tensors.to(k)));
    return weights > 0 && gradients > 0
        ? (float) (spec.trust() * weights / (gradients + tensors.decay(k) * weights))
        : 1;
  }
}
