package io.thalweg.model.optimize;

/**
 * See {@link OptimizerSpec.Adam}. Slot 0 is the first moment m, slot 1 the second v. With both bias
 * corrections in front of the loop, p = p - a m / (b sqrt(v) + epsilon). Not thread-safe.
 */
final class AdamOptimizer extends SlottedOptimizer {
  private final OptimizerSpec.Adam spec;

  AdamOptimizer(OptimizerSpec.Adam spec, int length) {
    super(2, length);
    this.spec = spec;
  }

  @Override
  void step(long step, float[] parameters, float[] gradient) {
    // StrictMath, so that replicas on different machines take the same step.
    float a = (float) (spec.learningRate() / (1 - StrictMath.pow(spec.beta1(), (double) step)));
    float b = (float) (1 / Math.sqrt(1 - StrictMath.pow(spec.beta2(), (double) step)));
    float beta1 = spec.beta1();
    float beta2 = spec.beta2();
    float epsilon = spec.epsilon();
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
