package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final ModelSpec SPEC = spec(42);

  @Test
  void weightsHaveTheVarianceOfTheirPaper() {
    float[] parameters = Initializer.heNormal(SPEC);

    assertDeviation(parameters, 0, Math.sqrt(2.0 / 200));
    assertDeviation(parameters, 2, Math.sqrt(1.0 / 400));
    assertDeviation(parameters, 4, 0.1 * Math.sqrt(2.0 / (300 + 20)));
  }

  @Test
  void biasesAreZero() {
    float[] parameters = Initializer.heNormal(SPEC);

    for (int i = 1; i < 6; i += 2) {
      Tensor bias = SPEC.parameterLayout().tensors().get(i);
      for (int j = 0; j < bias.length(); j++) {
        assertThat(parameters[bias.offset() + j]).isZero();
      }
    }
  }

  @Test
  void thoseOfTheHeadMayBeginElsewhere() {
    float[] parameters = Initializer.heNormal(SPEC);
    Tensor bias = SPEC.parameterLayout().tensors().get(5);
    Arrays.fill(parameters, bias.offset(), bias.offset() + bias.length(), -2);
    assertThat(Initializer.heNormal(SPEC, -2)).isEqualTo(parameters);
  }

  @Test
  void theSeedDecides() {
    assertThat(Initializer.heNormal(spec(42))).isEqualTo(Initializer.heNormal(SPEC));
    assertThat(Initializer.heNormal(spec(43))).isNotEqualTo(Initializer.heNormal(SPEC));
    // Random(42)'s first gaussian, times sqrt(2 / 200).
    assertThat(Initializer.heNormal(SPEC)[0]).isEqualTo((float) (1.1419053154730547 * 0.1));
  }

  private static void assertDeviation(float[] parameters, int tensor, double expected) {
    Tensor t = SPEC.parameterLayout().tensors().get(tensor);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < t.length(); i++) {
      double x = parameters[t.offset() + i];
      sum += x;
      squares += x * x;
    }
    // The standard error of a deviation over n draws is 1 / sqrt(2 n) of it.
    assertThat(Math.sqrt(squares / t.length()) / expected)
        .isCloseTo(1, within(4 / Math.sqrt(2.0 * t.length())));
    assertThat(sum / t.length() / expected).isCloseTo(0, within(4 / Math.sqrt(t.length())));
  }

  private static ModelSpec spec(long seed) {
    return new ModelSpec(
        "m",
        new FeatureSpec(List.of(new Feature.Categorical("c", "c", 200))),
        List.of(new Dense(400, Activation.RELU), new Dense(300, Activation.TANH)),
        new Head.Multiclass(20),
        seed);
  }
}
