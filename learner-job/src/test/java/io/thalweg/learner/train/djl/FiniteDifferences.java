package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.djl.NaiveOperations.Mask;
import java.util.function.IntFunction;

/** Central differences of the naive loss in float64, which a gradient is compared with. */
final class FiniteDifferences {
  private static final double H = 1e-6;

  private FiniteDifferences() {}

  /**
   * Fails where a gradient isn't the slope of the mean weighted loss.
   *
   * @param masks of each row
   */
  static void requireGradient(Problem p, float[] gradient, IntFunction<Mask> masks) {
    double[] at = new double[p.parameters.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = p.parameters[i];
    }
    double largest = 0;
    double[] expected = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double value = at[i];
      at[i] = value + H;
      double above = loss(p, at, masks);
      at[i] = value - H;
      double below = loss(p, at, masks);
      at[i] = value;
      expected[i] = (above - below) / (2 * H);
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    for (int i = 0; i < at.length; i++) {
      assertThat((double) gradient[i])
          .as("%s parameter %d", p.spec, i)
          .isCloseTo(expected[i], within(1e-4 * largest + 1e-8));
    }
  }

  static double loss(Problem p, double[] parameters, IntFunction<Mask> masks) {
    double sum = 0;
    for (int r = 0; r < p.rows; r++) {
      double[] z = NaiveOperations.logits(p, parameters, r, masks.apply(r));
      sum += p.weights[r] * NaiveNetwork.loss(p.spec.head(), z, p.targets[r]) / p.rows;
    }
    return sum;
  }
}
