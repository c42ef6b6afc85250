package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.FineTuned.Adapters;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FineTunedTest {
  private static final FeatureSpec TWO =
      new FeatureSpec(List.of(new Feature.Vector("v", "v", 2, Feature.Scaling.NONE)));
  private static final Mlp BASE = new Mlp(List.of(new Dense(2, Activation.RELU)));

  private static ModelSpec spec(Architecture architecture) {
    return new ModelSpec("m", TWO, architecture, new Head.Regression(), 5);
  }

  private static ModelSpec adapted(String... layers) {
    return spec(new FineTuned(BASE, List.of(), new Adapters(1, 2, List.of(layers))));
  }

  @Test
  void anAdapterAddsAProductOfLowRankToTheSums() {
    // W swaps, b is 1 and 0; A is (3, 5), B is (7, -1), alpha over rank 2; the head adds up.
    float[] parameters = {0, 1, 1, 0, 1, 0, 3, 5, 7, -1, 1, 1, 0};
    float[] row = {1, 2};
    // Sums 3 and 1; x A = 13, so 182 and -26 more: 185 and, below zero, 0.
    double[] logits =
        NaiveForward.logits(adapted("layers.0"), parameters, new float[2], new float[] {1, 1}, row);

    assertThat(logits[0]).isCloseTo(185, within(1e-9));
  }

  @Test
  void anAdapterFirstChangesNothingAndFreezesItsLayer() {
    ModelSpec adapted = adapted("layers.0");
    float[] row = {0.5f, -2};
    float[] ones = {1, 1};
    float[] plain = Initializer.heNormal(adapted);
    // Without the four numbers of A and B, the parameters of the base.
    float[] base = new float[plain.length - 4];
    System.arraycopy(plain, 0, base, 0, 6);
    System.arraycopy(plain, 10, base, 6, 3);

    assertThat(NaiveForward.logits(adapted, plain, new float[2], ones, row))
        .isEqualTo(NaiveForward.logits(spec(BASE), base, new float[2], ones, row));
    assertThat(adapted.frozenTensors())
        .extracting(Tensor::name)
        .containsExactly("layers.0.weight", "layers.0.bias");
  }

  @Test
  void whatIsFrozenIsNamedByTensorOrByWhatItsNameBeginsWith() {
    ModelSpec spec = spec(new FineTuned(BASE, List.of("layers.0", "layers.1.bias"), null));

    assertThat(spec.frozenTensors())
        .extracting(Tensor::name)
        .containsExactly("layers.0.weight", "layers.0.bias", "layers.1.bias");
    assertThat(spec(new FineTuned(BASE, List.of("layers.0.w"), null)).frozenTensors()).isEmpty();
  }

  @Test
  void anAdapterForALayerThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> adapted("layers.7").parameterLayout())
        .hasMessage("there is no layer layers.7 for an adapter, only [layers.0, layers.1]");
  }
}
