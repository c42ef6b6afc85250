package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.Architecture;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Initializer;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trunk of two layers that a challenger leaves as it is. */
class FrozenTensorsTest {
  private static final TrainingConfig CONFIG = TestLearner.config(4, 0);
  private static final Mlp TRUNK = mlp(3, 4);

  @TempDir private Path directory;

  private static Mlp mlp(int... units) {
    return new Mlp(Arrays.stream(units).mapToObj(u -> new Dense(u, Activation.RELU)).toList());
  }

  private static ModelSpec spec(Architecture network) {
    return new ModelSpec("test", TestLearner.FEATURES, network, TestLearner.SPEC.head(), 3);
  }

  /** As a challenger to a champion of all sevens begins. */
  private float[] begun(ModelSpec challenger, Architecture championsNetwork) {
    ModelSpec theirs = spec(championsNetwork);
    float[] sevens = new float[theirs.parameterLayout().length()];
    Arrays.fill(sevens, 7);
    ReplayConfig table = TestLearner.REPLAY.table(theirs.rowLayout(), TestLearner.GROUPS);
    GroupRange all = new GroupRange(0, TestLearner.GROUPS - 1);
    try (ReplayTable replay = ReplayTable.open(table, all, directory);
        Experience experience =
            Experience.open(TestLearner.REPLAY, theirs.head(), CONFIG, table, replay)) {
      AveragedWeights weights = new AveragedWeights(sevens);
      Candidate champion =
          new Candidate(
              new CandidateSpec("", theirs, CONFIG),
              new LinearEngine(theirs),
              experience,
              weights,
              new Standardization(theirs.features()));
      return FrozenTensors.of(
          new CandidateSpec("c", challenger, TestLearner.config(4, 0)), champion);
    }
  }

  @Test
  void aChallengerOfAnotherNetworkBeginsWithTheChampionsFrozenTrunk() {
    FineTuned.Adapters adapters = new FineTuned.Adapters(2, 4, List.of("layers.2"));
    ModelSpec challenger = spec(new FineTuned(TRUNK, List.of("layers.0", "layers.1"), adapters));
    float[] begun = begun(challenger, TRUNK);
    float[] seeded = Initializer.heNormal(challenger);
    List<String> frozen = challenger.frozenTensors().stream().map(Tensor::name).toList();
    assertThat(frozen).contains("layers.0.weight", "layers.1.bias");
    for (Tensor t : challenger.parameterLayout().tensors()) {
      for (int i = t.offset(); i < t.offset() + t.length(); i++) {
        assertThat(begun[i]).as(t.name()).isEqualTo(frozen.contains(t.name()) ? 7 : seeded[i]);
      }
    }
  }

  @Test
  void whatTheChampionHasInAnotherShapeOrNotAtAllBeginsByTheSeed() {
    ModelSpec challenger = spec(new FineTuned(TRUNK, List.of("layers.0", "layers.1"), null));
    float[] seeded = Initializer.heNormal(challenger);
    float[] begun = begun(challenger, mlp(3, 5));
    Tensor first = challenger.parameterLayout().tensors().get(0);
    assertThat(Arrays.copyOf(begun, first.length())).containsOnly(7);
    Tensor second = tensor(challenger, "layers.1.weight");
    assertThat(Arrays.copyOfRange(begun, second.offset(), begun.length))
        .isEqualTo(Arrays.copyOfRange(seeded, second.offset(), seeded.length));
  }

  private static Tensor tensor(ModelSpec spec, String name) {
    return spec.parameterLayout().tensors().stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
