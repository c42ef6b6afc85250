package io.thalweg.model.optimize;

/** See {@link OptimizerSpec.Adagrad}. Slot 0 is the sum of squares. Not thread-safe. */
final class AdagradOptimizer extends SlottedOptimizer {
  private final float epsilon;

  AdagradOptimizer(OptimizerSpec.Adagrad spec, int length) {
    super(1, length);
    this.epsilon = spec.epsilon();
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float[] squares = slotsView()[0];
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      float n = squares[i] + g * g;
      squares[i] = n;
      parameters[i] -= rate * g / ((float) Math.sqrt(n) + epsilon);
    }
  }
}
