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
    this.update = new float[length];
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float a = (float) (1 / (1 - Powers.of(spec.beta1(), step)));
    float b = (float) (1 / Math.sqrt(1 - Powers.of(spec.beta2(), step)));
    for (int k = 0; k < tensors.count(); k++) {
      int from = tensors.from(k);
      int to = tensors.to(k);
      fillUpdate(parameters, gradient, from, to, tensors.decay(k), a, b);
      move(parameters, from, to, rate * (tensors.isMatrix(k) ? ratio(parameters, from, to) : 1));
    }
  }

  /** One index for all arrays, so that C2 turns the loop into vector instructions. */
  private void fillUpdate(
      float[] parameters, float[] gradient, int from, int to, float decay, float a, float b) {
    float beta1 = spec.beta1();
    float beta2 = spec.beta2();
    float epsilon = spec.epsilon();
    float[] first = slotsView()[0];
    float[] second = slotsView()[1];
    float[] into = update;
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float m = beta1 * first[i] + (1 - beta1) * g;
      float v = beta2 * second[i] + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      into[i] = a * m / (b * (float) Math.sqrt(v) + epsilon) + decay * parameters[i];
    }
  }

  private float ratio(float[] parameters, int from, int to) {
    double weights = Norms.squares(parameters, from, to);
    double updates = Norms.squares(update, from, to);
    return weights > 0 && updates > 0 ? (float) Math.sqrt(weights / updates) : 1;
  }

  private void move(float[] parameters, int from, int to, float scale) {
    float[] by = update;
    for (int i = from; i < to; i++) {
      parameters[i] -= scale * by[i];
    }
  }
}
