package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSpecTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(List.of(new Feature.Categorical("c", "c", 5)));

  @Test
  void parametersLieOneBehindTheOther() {
    ModelSpec spec =
        new ModelSpec(
            "m",
            FEATURES,
            List.of(new ModelSpec.Dense(3, ModelSpec.Activation.RELU)),
            new Head.Multiclass(2),
            0);

    assertThat(spec.parameterLayout().tensors())
        .containsExactly(
            new Tensor("layers.0.weight", List.of(5, 3), 0),
            new Tensor("layers.0.bias", List.of(3), 15),
            new Tensor("layers.1.weight", List.of(3, 2), 18),
            new Tensor("layers.1.bias", List.of(2), 24));
    assertThat(spec.parameterLayout().length()).isEqualTo(26);
  }

  @Test
  void refusesNamesThatDoNotFitIntoAPath() {
    for (String name : new String[] {"", "../x", "a/b", "-a", "a".repeat(65)}) {
      assertThatThrownBy(() -> new ModelSpec(name, FEATURES, List.of(), new Head.Binary(), 0))
          .hasMessageStartingWith("model name '" + name + "'");
    }
  }

  @Test
  void refusesFeaturesOfOneName() {
    Feature flag = new Feature.Flag("a", "x");
    assertThatThrownBy(() -> new FeatureSpec(List.of(flag, new Feature.Flag("a", "y"))))
        .hasMessage("two features are named a");
    assertThatThrownBy(() -> new FeatureSpec(List.of())).hasMessageContaining("at least one");
  }
}
