package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vocabulary that learners find together in their rounds. */
class VocabularyTest {
  private static final FeatureSpec WORDS =
      new FeatureSpec(List.of(new VocabularyFeature("w", "w", 10, 5, 400, 2)));

  @TempDir private Path directory;

  private static ModelReplica replica() {
    return new ModelReplica(new float[] {0}, WORDS);
  }

  /** Keys that wander, so that some expire. */
  private static void see(ModelReplica r, int count, int round, Random random) {
    for (int i = 0; i < count; i++) {
      float key = 1 + Math.abs((int) (4 * random.nextGaussian()) + 3 * round);
      r.openStatistics().add(new float[] {key * 1000}, 0);
    }
  }

  private static float[] sum(float[] a, float[] b) {
    float[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += b[i];
    }
    return out;
  }

  @Test
  void learnersFindTheSameVocabularyThoughRoundsAreAbortedAndOneIsRestored() {
    Random random = new Random(1);
    ModelReplica a = replica();
    ModelReplica b = replica();
    float[] first = new float[0];
    for (int round = 1; round <= 12; round++) {
      see(a, 150, round, random);
      see(b, 60, round, random);
      a.freeze();
      a.abort();
      float[] reduced = sum(a.freeze(), b.freeze());
      see(a, 50, round, random); // for the next round
      if (round % 3 == 0) { // b counts the round, stops, and takes it over after that
        b.accept(round, reduced, 2);
        ModelReplica restored = replica();
        restored.restore(b.toState());
        assertThat(restored.committedStandardization().toState())
            .isEqualTo(b.committedStandardization().toState());
        b = restored;
        b.apply();
      } else {
        b.commit(round, reduced, 2);
      }
      a.commit(round, reduced, 2);
      assertThat(b.standardization().toState()).isEqualTo(a.standardization().toState());
      first = round == 3 ? words(a) : first;
    }
    assertThat(words(a)).as("all places are taken").doesNotContain(0);
    assertThat(words(a)).as("some by others").isNotEqualTo(first);
  }

  @Test
  void theVectorOfAPlaceThatGetsAnotherValueBeginsAnew() {
    ModelSpec spec = new ModelSpec("m", WORDS, List.of(), new Head.Binary(), 3);
    float[] seed = Initializer.heNormal(spec);
    int row = table(spec).offset() + 2 * 2; // behind those for missing and unknown
    ModelReplica r = new ModelReplica(seed, spec);
    see(r, 5, 7_000);
    r.commit(1, r.freeze(), 1);
    for (int i = 0; i < seed.length; i++) {
      r.parameters()[i] = 9;
    }
    r.learned(1);
    r.commit(2, r.freeze(), 1);
    assertThat(r.base()).containsOnly(9);
    see(r, 401, 8_000);
    float[] reduced = r.freeze();
    r.parameters()[row] = 77; // learned, of the value before
    ModelReplica other = new ModelReplica(seed, spec);
    other.restore(r.toState());

    r.accept(3, reduced, 1);
    float[] expected = new float[seed.length];
    Arrays.fill(expected, 9);
    System.arraycopy(seed, row, expected, row, 2);
    assertThat(words(r)).startsWith(7_000, 0);
    assertThat(r.committedStandardization().vocabularyKeys().get("w")).startsWith(8_000, 0);
    assertThat(r.base()).isEqualTo(expected);
    LearnerState within = ModelReplicaTest.state(r, 0);
    r.apply();
    assertThat(words(r)).startsWith(8_000, 0);
    assertThat(r.base()).isEqualTo(expected);
    assertThat(r.parameters()).isEqualTo(expected);

    other.commit(3, reduced, 1);
    assertThat(other.base()).isEqualTo(expected);
    assertThat(other.parameters()).isEqualTo(expected);
    ReplicaState settled = within.settled(spec, RaceSpec.NONE).replica();
    assertThat(settled.base()).isEqualTo(expected);
    assertThat(settled.parameters()).isEqualTo(expected);
  }

  private static Tensor table(ModelSpec spec) {
    return spec.parameterLayout().tensors().stream()
        .filter(t -> t.name().equals("embeddings.w.table"))
        .findFirst()
        .orElseThrow();
  }

  private static void see(ModelReplica r, int count, float key) {
    for (int i = 0; i < count; i++) {
      r.openStatistics().add(new float[] {key}, 0);
    }
  }

  @Test
  void aCheckpointOfOtherFeaturesIsRefused() {
    ModelReplica plain =
        new ModelReplica(new float[] {0}, new FeatureSpec(List.of(new Feature.Flag("w", "w"))));
    assertThatThrownBy(() -> replica().restore(plain.toState()))
        .hasMessage(
            "the checkpoint holds statistics of other features; restore the pipeline's features, or"
                + " begin anew with --fresh");
  }

  private static float[] words(ModelReplica r) {
    return r.standardization().vocabularyKeys().get("w");
  }

  @Test
  void aModelLearnsWhatWordsMeanThatWouldShareABucket() throws Exception {
    Feature known = new VocabularyFeature("w", "w", 40, 5, 0, 0);
    assertThat(accuracy(new FeatureSpec(List.of(known)))).isGreaterThan(0.97);
    Feature hashed = new Feature.Categorical("w", "w", 4);
    assertThat(accuracy(new FeatureSpec(List.of(hashed)))).isBetween(0.4, 0.8);
  }

  /** Of a class that is the word's own, in the last fifth of a stream of 40 words. */
  private double accuracy(FeatureSpec features) throws Exception {
    ModelSpec spec = new ModelSpec("words", features, List.of(), new Head.Binary(), 3);
    RowEncoder encoder = new RowEncoder(features);
    Random random = new Random(8);
    int examples = 10_000;
    int right = 0;
    Path replay = directory.resolve(features.width() + "-columns");
    try (TestLearner t = TestLearner.open(spec, TestLearner.config(16, 0), replay)) {
      for (int i = 0; i < examples; i++) {
        int word = random.nextInt(40);
        byte[] bytes = new byte[encoder.layout().rowBytes()];
        ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        encoder.clear(row);
        encoder.category(row, 0, "word " + word);
        row.putFloat(RowLayout.LABEL, word * 7 % 11 % 2);
        t.learn(i, bytes);
        if (i % 500 == 499) {
          t.learner.commitAlone();
        }
      }
      assertThat(t.ledger).hasSize(examples);
      for (TestLearner.Learned l : t.ledger.subList(examples * 4 / 5, examples)) {
        right += (l.score() > 0.5) == (l.label() == 1) ? 1 : 0;
      }
    }
    return right / (examples / 5.0);
  }
}
