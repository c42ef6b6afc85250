package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlpTest {
  private static final FeatureSpec TWO =
      new FeatureSpec(List.of(new Feature.Vector("v", "v", 2, Feature.Scaling.NONE)));

  private static ModelSpec spec(Dense... layers) {
    return new ModelSpec("m", TWO, List.of(layers), new Head.Regression(), 5);
  }

  @Test
  void aLayerNormHasAScaleThatBeginsAtOneAndAShiftThatBeginsAtZero() {
    ModelSpec spec = spec(new Dense(3, Activation.RELU).withLayerNorm());

    List<Tensor> tensors = spec.parameterLayout().tensors();
    assertThat(tensors)
        .extracting(Tensor::name)
        .containsExactly(
            "layers.0.weight",
            "layers.0.bias",
            "layers.0.norm.scale",
            "layers.0.norm.shift",
            "layers.1.weight",
            "layers.1.bias");
    float[] parameters = Initializer.heNormal(spec);
    assertThat(parameters[tensors.get(2).offset() + 2]).isEqualTo(1);
    assertThat(parameters[tensors.get(3).offset()]).isZero();
  }

  @Test
  void sumsAreNormalizedThenBentAndTheInputIsAddedLast() {
    ModelSpec spec = spec(new Dense(2, Activation.RELU).withLayerNorm().withResidual());
    // Weights that swap and double, bias 1 and -1, scale 2 and 3, shift 0.5 and 1; the sum of both.
    float[] parameters = {0, 2, 2, 0, 1, -1, 2, 3, 0.5f, 1, 1, 1, 0};
    float[] row = {4, -1};
    // Sums -1 and 7: mean 3, variance 16, so -1 and 1 but for epsilon. Times scale plus shift:
    // -1.5 and 4, of which ReLU leaves 0 and 4; the row is added: 4 and 3.
    double[] logits = NaiveForward.logits(spec, parameters, new float[2], new float[] {1, 1}, row);

    assertThat(logits[0]).isCloseTo(7, within(1e-5));
  }

  @Test
  void dropoutIsNothingWhereAModelPredicts() {
    float[] parameters = {1, 0, 0, 1, 0, 0, 1, 1, 0};
    double[] logits =
        NaiveForward.logits(
            spec(new Dense(2, Activation.RELU).withDropout(0.9f)),
            parameters,
            new float[2],
            new float[] {1, 1},
            new float[] {3, 4});

    assertThat(logits[0]).isEqualTo(7);
  }

  @Test
  void aResidualNeedsAsManyUnitsAsInputs() {
    ModelSpec spec =
        spec(new Dense(3, Activation.RELU), new Dense(4, Activation.RELU).withResidual());

    assertThatThrownBy(spec::parameterLayout)
        .hasMessage("layers.1.residual: 4 and 3 columns, want as many of both");
  }

  @Test
  void refusesADropoutThatLeavesNothing() {
    assertThatThrownBy(() -> new Dense(3, Activation.RELU).withDropout(1))
        .hasMessage("dropout=1.0, want 0 to below 1");
  }

  @Test
  void theNaiveNormalDistributionFunctionIsThatOfTheTables() {
    assertThat(NaiveForward.normal(0)).isEqualTo(0.5);
    assertThat(NaiveForward.normal(1.96)).isCloseTo(0.9750021048517795, within(1e-12));
    assertThat(NaiveForward.normal(-1)).isCloseTo(0.15865525393145707, within(1e-12));
  }
}
