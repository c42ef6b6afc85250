package io.thalweg.model.optimize;

/**
 * See {@link OptimizerSpec.Lamb}. Slot 0 is the first moment, slot 1 the second. Not thread-safe.
 */
final class LambOptimizer extends SlottedOptimizer {
  private final OptimizerSpec.Lamb spec;
  private final Tensors tensors;
  private final float[] update;

  LambOptimizer(OptimizerSpec.Lamb spec, int length, Tensors tensors) {
    super(2, length);
    this.spec = spec;
    this.tensors = tensors;
    this.update = new float[tensors.maxLength()];
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float a = (float) (1 / (1 - Powers.of(spec.beta1(), step)));
    float b = (float) (1 / Math.sqrt(1 - Powers.of(spec.beta2(), step)));
    for (int k = 0; k < tensors.count(); k++) {
      int from = tensors.from(k);
      int length = tensors.to(k) - from;
      fillUpdate(parameters, gradient, from, length, tensors.decay(k), a, b);
      float scaled = rate * (tensors.isMatrix(k) ? ratio(parameters, from, length) : 1);
      for (int i = 0; i < length; i++) {
        parameters[from + i] -= scaled * update[i];
      }
    }
  }

  private void fillUpdate(
      float[] parameters, float[] gradient, int from, int length, float decay, float a, float b) {
    float beta1 = spec.beta1();
    float beta2 = spec.beta2();
    float epsilon = spec.epsilon();
    float[] first = slotsView()[0];
    float[] second = slotsView()[1];
    for (int i = 0; i < length; i++) {
      float g = gradient[from + i];
      float m = beta1 * first[from + i] + (1 - beta1) * g;
      float v = beta2 * second[from + i] + (1 - beta2) * g * g;
      first[from + i] = m;
      second[from + i] = v;
      update[i] = a * m / (b * (float) Math.sqrt(v) + epsilon) + decay * parameters[from + i];
    }
  }

  private float ratio(float[] parameters, int from, int length) {
    double weights = Norms.squares(parameters, from, from + length);
    double updates = Norms.squares(update, 0, length);
    return weights > 0 && updates > 0 ? (float) Math.sqrt(weights / updates) : 1;
  }
}
