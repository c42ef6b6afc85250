package io.thalweg.model.optimize;

/**
 * See {@link OptimizerSpec.Ftrl}. The paper's z is r - p s with s = (beta + sqrt(n)) / rate + l2
 * and r what is nearest to z in [-l1, l1]; of p, n and r the step needs no other root than that of
 * the new n: p = p - (g + r - r') / s. So it goes on from wherever a round has put p. Slot 0 is r,
 * slot 1 the sum of squares n. Not thread-safe.
 */
final class FtrlOptimizer extends SlottedOptimizer {
  /** At a rate that a schedule has brought down to this, or to 0, nothing moves any more. */
  private static final float LEAST_RATE = 1e-20f;

  private final float beta;
  private final float l1;
  private final float l2;

  FtrlOptimizer(OptimizerSpec.Ftrl spec, int length) {
    super(2, length);
    this.beta = spec.beta();
    this.l1 = spec.l1();
    this.l2 = spec.l2();
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float[] held = slotsView()[0];
    float[] squares = slotsView()[1];
    float inverse = 1 / Math.max(rate, LEAST_RATE);
    float most = l1;
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      float n = squares[i] + g * g;
      float s = (beta + (float) Math.sqrt(n)) * inverse + l2;
      float z = held[i] + g - s * parameters[i];
      float r = Math.max(-most, Math.min(most, z));
      squares[i] = n;
      held[i] = r;
      parameters[i] = (r - z) / s;
    }
  }
}
