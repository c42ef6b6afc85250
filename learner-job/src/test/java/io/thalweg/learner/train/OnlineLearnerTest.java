package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.TestLearner.Learned;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineLearnerTest {
  @TempDir Path dir;

  private TestLearner open(int batch, double replayPerFresh) {
    return TestLearner.open(batch, replayPerFresh, dir.resolve("replay"));
  }

  private static List<String> ids(int to) {
    return IntStream.range(0, to).mapToObj(i -> "e" + i).toList();
  }

  @Test
  void examplesWaitForTheFirstRoundAndAreThenTrainedOnceAndInOrder() {
    try (TestLearner t = open(4, 1)) {
      t.learn(0, 10);
      t.learner.flush();
      assertThat(t.learner.waiting()).isEqualTo(10);
      assertThat(t.learner.needsRound()).isTrue();
      assertThat(t.ledger).isEmpty();
      assertThat(t.replay.size()).isZero();
      t.learner.commitAlone();
      assertThat(t.learner.needsRound()).isFalse();
      assertThat(t.learner.waiting()).isEqualTo(2);
      t.learner.flush();
      assertThat(t.learner.waiting()).isZero();
      t.learner.flush(); // nothing waits: no step
      assertThat(t.ledger).extracting(Learned::id).isEqualTo(ids(10));
      assertThat(t.ledger)
          .extracting(Learned::step)
          .containsExactly(1L, 1L, 1L, 1L, 2L, 2L, 2L, 2L, 3L, 3L);
      assertThat(t.learner.steps()).isEqualTo(3);
      assertThat(t.learner.openExamples()).isEqualTo(10);
    }
  }

  @Test
  void anExampleIsInTheLedgerOnceHoweverManyRoundsFail() {
    try (TestLearner t = open(4, 3)) {
      t.learn(0, 5);
      t.learner.freeze();
      t.learn(5, 9);
      t.learner.abort();
      t.learner.commitAlone();
      for (int i = 9; i < 90; i += 9) {
        t.learner.freeze();
        t.learn(i, i + 9);
        t.learner.abort();
      }
      t.learner.flush();
      assertThat(t.ledger).extracting(Learned::id).isEqualTo(ids(90));
      assertThat(t.learner.totals().examples()).isEqualTo(90);
    }
  }

  @Test
  void aModelWithNothingToStandardizeTrainsAtOnce() {
    ModelSpec plain =
        new ModelSpec(
            "plain",
            new FeatureSpec(List.of(new Feature.Flag("x", "x"), new Feature.Flag("y", "y"))),
            List.of(),
            new Head.Regression(),
            1);
    try (TestLearner t = TestLearner.open(plain, TestLearner.config(4, 0), dir.resolve("r"))) {
      t.learn(0, 4);
      assertThat(t.learner.needsRound()).isFalse();
      assertThat(t.learner.steps()).isEqualTo(1);
    }
  }

  @Test
  void aNumberThatIsAlwaysMissingDoesNotStopTheLearning() {
    try (TestLearner t = open(4, 0)) {
      for (int i = 0; i < 12; i++) {
        t.learner.learn(
            "e" + i, 0, Origin.UNKNOWN, TestLearner.row(i, Double.NaN, TestLearner.y(i)));
      }
      t.learner.commitAlone();
      assertThat(t.learner.waiting()).isZero();
      assertThat(t.learner.needsRound()).isFalse();
      t.learn(12, 16);
      assertThat(t.learner.steps()).isEqualTo(4);
    }
  }

  @Test
  void frozenTensorsKeepTheirBitsThroughStepsAndRounds() {
    ModelSpec frozen =
        new ModelSpec(
            "test",
            TestLearner.FEATURES,
            new FineTuned(new Mlp(List.of()), List.of("layers.0.weight"), null),
            new Head.Regression(),
            3);
    try (TestLearner t =
        TestLearner.open(frozen, TestLearner.config(4, 1), dir.resolve("frozen"))) {
      float[] start = Initializer.heNormal(frozen);
      t.learn(0, 40);
      t.learner.commitAlone();
      t.learn(40, 80);
      t.learner.commitAlone();

      assertThat(t.learner.steps()).isPositive();
      float[] now = t.learner.baseView();
      assertThat(Arrays.copyOf(now, 2)).isEqualTo(Arrays.copyOf(start, 2));
      assertThat(now[2]).isNotEqualTo(start[2]);
    }
  }

  @Test
  void aScoreIsWhatTheParametersBeforeTheStepPredict() {
    try (TestLearner t = open(4, 1)) {
      t.learn(0, 8);
      t.learner.commitAlone();
      double mean = IntStream.range(0, 8).mapToDouble(TestLearner::x).sum() / 8;
      double variance =
          IntStream.range(0, 8).mapToDouble(i -> Math.pow(TestLearner.x(i) - mean, 2)).sum() / 7;
      double squaredErrors = 0;
      for (int i = 0; i < 8; i++) {
        float[] w = t.engine.parametersOfBatches.get(i / 4);
        double x = (TestLearner.x(i) - mean) / Math.sqrt(variance);
        double expected = w[0] * x + w[1] * TestLearner.y(i) + w[2];
        assertThat((double) t.ledger.get(i).score()).isCloseTo(expected, within(1e-4));
        assertThat(t.ledger.get(i).label()).isEqualTo(TestLearner.label(i));
        squaredErrors += Math.pow(expected - TestLearner.label(i), 2);
      }
      assertThat(t.learner.prequential().squaredErrorSum()).isCloseTo(squaredErrors, within(1e-2));
      assertThat(t.learner.prequential().examples()).isEqualTo(8);
      assertThat(t.engine.parametersOfBatches.get(1))
          .isNotEqualTo(t.engine.parametersOfBatches.get(0));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0", "0.5, 2, 2, 2", "1, 4, 4, 3", "3, 12, 12, 9", "1.5, 6, 6, 5"})
  void everyBatchHoldsFreshExamplesFirstAndThenAsManyReplayedOnesAsTheRatioSays(
      double ratio, int first, int second, int flushed) {
    try (TestLearner t = open(4, ratio)) {
      t.learn(0, 11);
      t.learner.commitAlone();
      t.learner.flush();
      List<float[]> batches = t.engine.targetsOfBatches;
      assertThat(batches)
          .extracting(b -> b.length)
          .containsExactly(4 + first, 4 + second, 3 + flushed);
      int offered = 0;
      for (float[] batch : batches) {
        int fresh = Math.min(4, 11 - offered);
        for (int i = 0; i < fresh; i++) {
          assertThat(batch[i]).isEqualTo(TestLearner.label(offered + i));
        }
        offered += fresh;
        for (int i = fresh; i < batch.length; i++) {
          assertThat(batch[i]).as("replayed").isBetween(0f, offered - 1f);
        }
      }
      assertThat(t.learner.examplesReplayed()).isEqualTo(first + second + flushed);
      assertThat(t.replay.size()).isEqualTo(ratio == 0 ? 0 : 11);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 40", "0.25, 100", "0.4, 160", "0.5, 200", "2.3, 920"})
  void aFractionOfAnExampleIsMadeUpForByLaterSteps(double ratio, int replayed) {
    try (TestLearner t = open(1, ratio)) {
      t.learn(0, 1);
      t.learner.commitAlone();
      t.learn(1, 400);
      assertThat(t.learner.steps()).isEqualTo(400);
      assertThat(t.learner.examplesReplayed()).isEqualTo(replayed);
      for (float[] batch : t.engine.targetsOfBatches) {
        assertThat(batch).hasSizeLessThanOrEqualTo(TestLearner.config(1, ratio).maxRows());
      }
    }
  }

  @Test
  void replayReachesBackBeyondTheLastBatch() {
    try (TestLearner t = open(4, 3)) {
      t.learn(0, 4);
      t.learner.commitAlone();
      t.learn(4, 80);
      Set<Float> replayed = new TreeSet<>();
      List<float[]> batches = t.engine.targetsOfBatches;
      for (float[] batch : batches.subList(15, 20)) {
        for (int i = 4; i < batch.length; i++) {
          replayed.add(batch[i]);
        }
      }
      assertThat(replayed).hasSizeGreaterThan(30).anyMatch(label -> label < 20);
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsTheLearningWithAdvice() {
    TrainingConfig wild = new TrainingConfig(4, 0, new OptimizerSpec.Sgd(1e9f, 0));
    try (TestLearner t = TestLearner.open(TestLearner.SPEC, wild, dir.resolve("r"))) {
      t.learn(0, 4);
      t.learner.commitAlone();
      assertThatThrownBy(() -> t.learn(4, 100))
          .isInstanceOf(DivergedException.class)
          .hasMessageMatching(
              "the loss is (NaN|Infinity) at step \\d+ of sgd with a learning rate of 1\\.0E9;"
                  + " lower training.optimizer.learning-rate, set training.optimizer.clip-norm, or"
                  + " standardize what the model reads");
    }
  }

  @Test
  void whatIsLearnedWhileARoundRunsStaysOnTopOfItsResult() {
    try (TestLearner t = open(4, 1)) {
      t.learn(0, 4);
      t.learner.commitAlone();
      float[] reduced = t.learner.freeze();
      float[] atFreeze = t.learner.toState(0, 1).replica().parameters();
      t.learn(4, 8);
      float[] moved = t.learner.toState(0, 1).replica().parameters();
      assertThat(moved).isNotEqualTo(atFreeze);
      t.learner.commit(2, reduced, 1);
      List<Float> sums = new ArrayList<>();
      for (int i = 0; i < moved.length; i++) {
        sums.add(t.learner.baseView()[i] + (moved[i] - atFreeze[i]));
      }
      t.learn(8, 12);
      assertThat(t.engine.parametersOfBatches.get(t.engine.parametersOfBatches.size() - 1))
          .as("what the engine computed with")
          .containsExactly(sums.toArray(new Float[0]));
    }
  }
}
