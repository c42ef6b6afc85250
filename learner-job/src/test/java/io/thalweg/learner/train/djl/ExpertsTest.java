package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.Experts;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a gradient while one expert counts. */
class ExpertsTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("a", "a", 4, 3),
              new Feature.Vector("v", "v", 2, Feature.Scaling.NONE)));
  private static final List<Dense> LAYERS =
      List.of(
          new Dense(5, Activation.TANH).withLayerNorm().withResidual(),
          new Dense(4, Activation.GELU));

  /** The tensors with a gradient that isn't 0 in every bit but the sign. */
  private static Set<String> moved(boolean lateral, int chosen) {
    Experts experts = new Experts(LAYERS, 3, lateral);
    ModelSpec spec = new ModelSpec("m", FEATURES, experts, new Head.Multiclass(3), 11);
    Problem p = Problem.of(7, spec);
    for (Tensor t : spec.parameterLayout().tensors()) {
      for (int k = 0; k < 3; k++) {
        if (t.name().equals(Experts.gate(k))) {
          p.parameters[t.offset()] = k == chosen ? 1 : 0;
        }
      }
    }
    float[] gradient = new float[p.parameters.length];
    try (GradientEngine engine = DjlEngines.openCpu(spec, p.rows)) {
      engine.load(p.parameters);
      engine.gradient(p.dense, p.rows, p.targets, p.weights, new float[p.rows * 3], gradient);
    }
    Set<String> moved = new TreeSet<>();
    for (Tensor t : spec.parameterLayout().tensors()) {
      for (int i = t.offset(); i < t.offset() + t.length(); i++) {
        if (gradient[i] != 0 && !t.name().endsWith(".gate")) {
          moved.add(t.name());
        }
      }
    }
    return moved;
  }

  private static List<String> of(boolean lateral, int expert) {
    Experts experts = new Experts(LAYERS, 3, lateral);
    return new ModelSpec("m", FEATURES, experts, new Head.Multiclass(3), 11)
        .parameterLayout().tensors().stream()
            .map(Tensor::name)
            .filter(name -> experts.isOf(expert, name))
            .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void onlyTheOneThatCountsHasAGradient(int chosen) {
    assertThat(moved(false, chosen)).containsExactlyInAnyOrderElementsOf(of(false, chosen));
  }

  /** Those before it have one through what it looks at; their heads, which it doesn't see, none. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void ofColumnsNoneBehindTheOneThatCountsHasAGradient(int chosen) {
    Set<String> expected = new TreeSet<>(of(true, chosen));
    for (int before = 0; before < chosen; before++) {
      String own = "experts.%d.".formatted(before);
      of(true, before).stream()
          .filter(name -> !name.startsWith(own + "layers.2") && !name.startsWith(own + "lateral.2"))
          .forEach(expected::add);
    }
    assertThat(moved(true, chosen)).containsExactlyElementsOf(expected);
  }
}
