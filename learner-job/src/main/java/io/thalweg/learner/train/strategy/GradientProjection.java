package io.thalweg.learner.train.strategy;

/**
 * Turns a gradient out of the way of another (Chaudhry et al. 2019, equation 11): where their inner
 * product is negative, {@code g - (g.r / r.r) r}, at a right angle to {@code r}. Stateless.
 */
public final class GradientProjection {
  /**
   * Projects in place.
   *
   * @return whether there was anything to turn
   */
  public static boolean project(float[] gradient, float[] reference) {
    double inner = 0;
    double square = 0;
    for (int i = 0; i < gradient.length; i++) {
      inner += (double) gradient[i] * reference[i];
      square += (double) reference[i] * reference[i];
    }
    if (inner >= 0 || square == 0) {
      return false;
    }
    float share = (float) (inner / square);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] -= share * reference[i];
    }
    return true;
  }

  private GradientProjection() {}
}
