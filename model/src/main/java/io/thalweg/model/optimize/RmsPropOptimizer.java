package io.thalweg.model.optimize;

/** See {@link OptimizerSpec.RmsProp}. Slot 0 is the mean of squares. Not thread-safe. */
final class RmsPropOptimizer extends SlottedOptimizer {
  private final float rho;
  private final float epsilon;

  RmsPropOptimizer(OptimizerSpec.RmsProp spec, int length) {
    super(1, length);
    this.rho = spec.rho();
    this.epsilon = spec.epsilon();
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float[] squares = slotsView()[0];
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      float n = rho * squares[i] + (1 - rho) * g * g;
      squares[i] = n;
      parameters[i] -= rate * g / ((float) Math.sqrt(n) + epsilon);
    }
  }
}
