package io.thalweg.learner.train.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.ModelSpec.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FunctionsTest {
  private static final int N = 200_001;

  @Test
  void tanhIsExactToFourTenMillionths() {
    for (float x : inputs(12)) {
      double exact = Math.tanh(x);
      assertThat((double) Functions.tanh(x)).as("%s", x).isCloseTo(exact, within(4e-7));
      assertThat((double) Functions.tanh(x))
          .as("%s", x)
          .isCloseTo(exact, within(1e-6 * Math.abs(exact)));
    }
    assertThat(Functions.tanh(Float.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(Functions.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Functions.tanh(Float.NaN)).isNaN();
  }

  @Test
  void erfIsExactToFourTenMillionths() {
    for (float x : inputs(6)) {
      assertThat((double) Functions.erf(x)).as("%s", x).isCloseTo(erf(x), within(4e-7));
    }
    assertThat(Functions.erf(Float.NaN)).isNaN();
  }

  @Test
  void eachFunctionAndItsSlopeAreTheExactOnes() {
    check(Activation.RELU, x -> Math.max(x, 0), x -> x > 0 ? 1 : 0);
    check(Activation.TANH, Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x));
    check(Activation.SILU, x -> x * sigmoid(x), x -> sigmoid(x) * (1 + x * (1 - sigmoid(x))));
    check(
        Activation.GELU,
        x -> x * normal(x),
        x -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
  }

  private static void check(
      Activation activation, DoubleUnaryOperator exact, DoubleUnaryOperator slope) {
    Function function = Functions.of(activation);
    float[] x = inputs(20);
    float[] y = new float[N];
    float[] dy = new float[N];
    float[] dx = new float[N];
    Arrays.fill(dy, 2);
    function.apply(x, y, N);
    function.derive(function.isOfOutputs() ? y : x, dy, dx, N);
    for (int i = 0; i < N; i++) {
      double near = 1e-6 * Math.max(1, Math.abs(x[i]));
      assertThat((double) y[i])
          .as("%s of %s", activation, x[i])
          .isCloseTo(exact.applyAsDouble(x[i]), within(near));
      assertThat(dx[i] / 2.0)
          .as("slope of %s at %s", activation, x[i])
          .isCloseTo(slope.applyAsDouble(x[i]), within(2 * near));
    }
  }

  private static float[] inputs(float bound) {
    float[] out = new float[N];
    for (int i = 0; i < N; i++) {
      out[i] = bound * (2f * i / (N - 1) - 1);
    }
    return out;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double normal(double x) {
    return 0.5 * (1 + erf(x / Math.sqrt(2)));
  }

  /** The series 2/sqrt(pi) exp(-x^2) sum (2 x^2)^n x / (1 3 5 ... (2n + 1)), all of one sign. */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
