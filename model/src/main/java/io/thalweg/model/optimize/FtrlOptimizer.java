package io.thalweg.model.optimize;

/**
 * See {@link OptimizerSpec.Ftrl}. Slot 0 is z, slot 1 the sum of squares n; they determine the
 * parameter. Where it isn't what they say (the start, a round, another rate), z is set to what
 * gives it. Not thread-safe.
 */
final class FtrlOptimizer extends SlottedOptimizer {
  private final OptimizerSpec.Ftrl spec;

  FtrlOptimizer(OptimizerSpec.Ftrl spec, int length) {
    super(2, length);
    this.spec = spec;
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float[] linear = slotsView()[0];
    float[] squares = slotsView()[1];
    for (int i = 0; i < parameters.length; i++) {
      float p = parameters[i];
      float g = gradient[i];
      float root = (float) Math.sqrt(squares[i]);
      float z = linear[i];
      if (solution(z, root, rate) != p) {
        z = p == 0 ? 0 : -p * strength(root, rate) - Math.signum(p) * spec.l1();
      }
      float n = squares[i] + g * g;
      float grown = (float) Math.sqrt(n);
      z += g - (grown - root) / rate * p;
      linear[i] = z;
      squares[i] = n;
      parameters[i] = solution(z, grown, rate);
    }
  }

  private float solution(float z, float root, float rate) {
    return Math.abs(z) <= spec.l1() ? 0 : (Math.signum(z) * spec.l1() - z) / strength(root, rate);
  }

  private float strength(float root, float rate) {
    return (spec.beta() + root) / rate + spec.l2();
  }
}
