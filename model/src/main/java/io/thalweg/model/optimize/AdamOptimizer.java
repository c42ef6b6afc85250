package io.thalweg.model.optimize;

import org.jspecify.annotations.Nullable;

/**
 * See {@link OptimizerSpec.Adam} and {@link OptimizerSpec.AdamW}. Slot 0 is the first moment m,
 * slot 1 the second v. With both bias corrections in front of the loop, p = p - a m / (b sqrt(v) +
 * epsilon). Not thread-safe.
 */
final class AdamOptimizer extends SlottedOptimizer {
  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final @Nullable Tensors decoupled;

  AdamOptimizer(OptimizerSpec.Adam spec, int length) {
    super(2, length);
    this.beta1 = spec.beta1();
    this.beta2 = spec.beta2();
    this.epsilon = spec.epsilon();
    this.decoupled = null;
  }

  AdamOptimizer(OptimizerSpec.AdamW spec, int length, Tensors tensors) {
    super(2, length);
    this.beta1 = spec.beta1();
    this.beta2 = spec.beta2();
    this.epsilon = spec.epsilon();
    this.decoupled = tensors;
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    if (decoupled != null) {
      decoupled.shrink(parameters, rate);
    }
    float a = (float) (rate / (1 - Powers.of(beta1, step)));
    float b = (float) (1 / Math.sqrt(1 - Powers.of(beta2, step)));
    float[] first = slotsView()[0];
    float[] second = slotsView()[1];
    // One plain loop over arrays with no calls but sqrt: C2 turns it into vector instructions.
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      float m = beta1 * first[i] + (1 - beta1) * g;
      float v = beta2 * second[i] + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      parameters[i] -= a * m / (b * (float) Math.sqrt(v) + epsilon);
    }
  }
}
