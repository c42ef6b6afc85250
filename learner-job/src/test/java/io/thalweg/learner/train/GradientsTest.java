package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Standardization;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientsTest {
  /** Of 1 and 2, where 0 is said and the label is 1: -1, -2, and -1 for the bias. */
  @Test
  void frozenTensorsHaveNoneThatAStrategyCouldCompareOrTry() {
    assertThat(gradient(List.of())).containsExactly(-1, -2, -1);
    assertThat(gradient(List.of("layers.0.bias"))).containsExactly(-1, -2, 0);
    assertThat(gradient(List.of("layers.0.weight"))).containsExactly(0, 0, -1);
  }

  private static float[] gradient(List<String> frozen) {
    ModelSpec spec =
        new ModelSpec(
            "some",
            TestLearner.FEATURES,
            new FineTuned(new Mlp(List.of()), frozen, null),
            new Head.Regression(),
            3);
    LinearEngine engine = new LinearEngine(spec);
    engine.load(new float[3]);
    Gradients gradients =
        new Gradients(
            engine,
            spec.head(),
            NegativeSampling.NONE,
            new AveragedWeights(new float[3]),
            new Standardization(spec.features()),
            new HeldOn(StrategySpec.NONE, engine, 3, 1, spec.head()),
            new FrozenTensors(spec, RoutedExperts.none()),
            null,
            null);
    StepRows at = new StepRows(spec, 1, 3);
    at.dense[0] = 1;
    at.dense[1] = 2;
    at.targets[0] = 1;
    at.weights[0] = 1;
    gradients.plain(at, 1);
    float[] plain = at.gradient.clone();
    gradients.of(at, 1, 1, (logits, gradient) -> 0);
    assertThat(at.gradient).isEqualTo(plain);
    return plain;
  }
}
