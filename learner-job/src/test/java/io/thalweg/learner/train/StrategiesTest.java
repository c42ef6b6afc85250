package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps of the learner, beside steps worked out here. The model is linear, {@code w0 x + w1 y + b},
 * its loss half the squared error; a store of one row makes every draw known.
 */
class StrategiesTest {
  private static final float RATE = 1e-5f;

  /** Nothing is standardized: what goes in is what is known here. */
  private static final ModelSpec PLAIN =
      new ModelSpec(
          "plain",
          new FeatureSpec(List.of(new Feature.Flag("x", "x"), new Feature.Flag("y", "y"))),
          List.of(),
          new Head.Regression(),
          1);

  @TempDir Path dir;

  private static TrainingConfig training(
      int batch, double replayPerFresh, int steps, Rehearsal rehearsal, Regularization... held) {
    return new TrainingConfig(
        batch,
        replayPerFresh,
        steps,
        new OptimizerSpec.Sgd(RATE, 0),
        DescentSpec.PLAIN,
        StrategySpec.of(rehearsal, List.of(held), held.length == 0 ? 0 : 3));
  }

  private TestLearner open(TrainingConfig config) {
    return TestLearner.open(PLAIN, config, dir.resolve("replay"));
  }

  private static double[] gradient(double[] w, int example) {
    double error = logit(w, example) - TestLearner.label(example);
    return new double[] {
      error * (float) TestLearner.x(example), error * (float) TestLearner.y(example), error
    };
  }

  private static double logit(double[] w, int example) {
    return w[0] * (float) TestLearner.x(example) + w[1] * (float) TestLearner.y(example) + w[2];
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static double[] step(double[] w, double[] gradient) {
    double[] out = w.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] -= RATE * gradient[i];
    }
    return out;
  }

  private static double[] plus(double[] a, double factor, double[] b) {
    double[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += factor * b[i];
    }
    return out;
  }

  private static void assertClose(float[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("parameter " + i)
          .isCloseTo(expected[i], within(1e-5 + 1e-4 * Math.abs(expected[i])));
    }
  }

  /** Two steps with one fresh example each; the second replays the first, and only that. */
  private List<double[]> twoSteps(TestLearner t) {
    List<double[]> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      starts.add(doubles(t.learner.parameters()));
      t.learn(i, i + 1);
    }
    assertThat(t.learner.examplesReplayed()).isPositive();
    return starts;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25})
  void darkExperienceAddsTheDistanceFromTheFirstLogitsAndTheSecondDrawsLoss(double beta) {
    try (TestLearner t = open(training(1, 1, 1, new Rehearsal.DarkExperience(0.5, beta)))) {
      List<double[]> w = twoSteps(t);
      double stored = logit(w.get(0), 0);
      double distance = logit(w.get(1), 0) - stored;
      double[] row = {(float) TestLearner.x(0), (float) TestLearner.y(0), 1};
      double[] expected = plus(gradient(w.get(1), 1), 0.5 * 2 * distance, row);
      expected = plus(expected, beta, gradient(w.get(1), 0));
      assertThat(Math.abs(distance)).isGreaterThan(0.1);
      assertClose(t.learner.parameters(), step(w.get(1), expected));
      assertThat(t.learner.examplesReplayed()).isEqualTo(beta > 0 ? 2 : 1);
    }
  }

  @Test
  void anAveragedGradientIsTurnedOutOfTheStoredRowsWay() {
    try (TestLearner t = open(training(1, 1, 1, new Rehearsal.AveragedGradient()))) {
      t.learn(30, 31);
      double[] w = doubles(t.learner.parameters());
      t.learn(0, 1);
      double[] fresh = gradient(w, 0);
      double[] reference = gradient(w, 30);
      double inner = 0;
      double square = 0;
      for (int i = 0; i < 3; i++) {
        inner += fresh[i] * reference[i];
        square += reference[i] * reference[i];
      }
      assertThat(inner).as("the two examples pull in different directions").isNegative();
      assertClose(t.learner.parameters(), step(w, plus(fresh, -inner / square, reference)));
    }
  }

  @Test
  void frozenParametersHaveNoPartInTheProjection() {
    ModelSpec frozen =
        new ModelSpec(
            "plain",
            PLAIN.features(),
            new FineTuned(new Mlp(List.of()), List.of("layers.0.weight"), null),
            new Head.Regression(),
            1);
    TrainingConfig config = training(1, 1, 1, new Rehearsal.AveragedGradient());
    try (TestLearner t = TestLearner.open(frozen, config, dir.resolve("frozen"))) {
      t.learn(30, 31);
      double[] w = doubles(t.learner.parameters());
      double fresh = gradient(w, 0)[2];
      assertThat(fresh * gradient(w, 30)[2]).as("they pull in different directions").isNegative();
      assertThat(0.05 * RATE * Math.abs(fresh)).isGreaterThan(2e-6);
      t.learn(0, 1);
      // Of what moves, the bias, all is in the stored row's way.
      assertThat(t.learner.parameters()[2]).isCloseTo((float) w[2], within(1e-6f));
    }
  }

  /** The same shift of all logits is nothing to a softmax. */
  @Test
  void quantilesAreHeldToTheTeachersValues() {
    Head quantiles = new Head.Quantile(List.of(0.1, 0.5, 0.9));
    Teacher teacher =
        new Teacher(new Regularization.Lwf(1, 2), new LinearEngine(PLAIN), 1, quantiles);
    float[] gradient = new float[3];
    assertThat(teacher.add(new float[] {5, 5, 5}, 1, gradient)).isEqualTo(12.5);
    assertThat(gradient[1]).isCloseTo(5f / 3, within(1e-6f));
  }

  @Test
  void aStrategyThatComesLaterIsNotDueForWhatWasLearnedBefore() {
    try (TestLearner t = open(training(1, 1, 1, new Rehearsal.ExperienceReplay()))) {
      t.learn(0, 20);
      assertThat(t.learner.toState(0, 1).strategy().sinceConsolidation()).isZero();
    }
    TrainingConfig later =
        training(1, 1, 1, new Rehearsal.ExperienceReplay(), new Regularization.Lwf(1, 2));
    try (TestLearner t = TestLearner.open(PLAIN, later, dir.resolve("later"))) {
      t.learn(0, 5);
      assertThat(t.learner.toState(0, 1).strategy().sinceConsolidation()).isEqualTo(2);
    }
  }

  @Test
  void theRowThatAStepWouldHarmMostIsReplayed() {
    TrainingConfig config = training(1, 1, 1, new Rehearsal.MaximalInterference(64));
    try (TestLearner t = open(config)) {
      for (int example : new int[] {3, 40, 9, 25}) {
        t.learn(example, example + 1);
      }
      double[] w = doubles(t.learner.parameters());
      t.learn(0, 1);
      double[] tried = step(w, gradient(w, 0));
      int most = 3;
      for (int example : new int[] {40, 9, 25}) {
        most = harm(w, tried, example) > harm(w, tried, most) ? example : most;
      }
      List<float[]> batches = t.engine.targetsOfBatches;
      assertThat(batches.get(batches.size() - 1)).containsExactly(0, most);
    }
  }

  private static double harm(double[] before, double[] after, int example) {
    double label = TestLearner.label(example);
    return Math.pow(logit(after, example) - label, 2) - Math.pow(logit(before, example) - label, 2);
  }

  @Test
  void rowsAreOfferedAfterTheirStepSoThatTheFirstReplaysNothing() {
    try (TestLearner t = open(training(4, 1, 1, new Rehearsal.ExperienceReplay()))) {
      t.learn(0, 12);
      List<float[]> batches = t.engine.targetsOfBatches;
      assertThat(batches).extracting(batch -> batch.length).containsExactly(4, 8, 8);
      for (int i = 4; i < 8; i++) {
        assertThat(batches.get(1)[i]).isBetween(0f, 3f);
        assertThat(batches.get(2)[i]).isBetween(0f, 7f);
      }
      assertThat(t.replay.size()).isEqualTo(12);
    }
  }

  @Test
  void everyReplayStepHasTheFreshRowsAndADrawOfItsOwnAndAnExampleIsLearnedOnce() {
    try (TestLearner t = open(training(4, 2, 3, new Rehearsal.ExperienceReplay()))) {
      t.learn(0, 40);
      List<float[]> batches = t.engine.targetsOfBatches;
      assertThat(batches).hasSize(30);
      TreeSet<String> draws = new TreeSet<>();
      for (int step = 27; step < 30; step++) {
        float[] batch = batches.get(step);
        assertThat(batch).hasSize(12).startsWith(36, 37, 38, 39);
        draws.add(Arrays.toString(Arrays.copyOfRange(batch, 4, 12)));
      }
      assertThat(draws).hasSize(3);
      assertThat(t.learner.steps()).isEqualTo(30);
      assertThat(t.learner.examplesReplayed()).isEqualTo(27 * 8);
      assertThat(t.ledger).hasSize(40);
      assertThat(t.learner.prequential().examples()).isEqualTo(40);
    }
  }

  @Test
  void whatIsHeldOnToPullsTheModelBack() {
    Regularization[] strong = {
      new Regularization.Ewc(0.002, 1, 1),
      new Regularization.Si(100, 1),
      new Regularization.Lwf(5, 2)
    };
    for (Regularization held : strong) {
      double free = way(training(1, 0, 1, new Rehearsal.ExperienceReplay()));
      double kept = way(training(1, 0, 1, new Rehearsal.ExperienceReplay(), held));
      assertThat(kept).as(held.toString()).isLessThan(0.9 * free);
    }
  }

  /**
   * Two batches of one with a step for both are as one batch of two, whose gradient is the mean.
   */
  @Test
  void whatAccumulatedBatchesShowedIsHeldOnToLikeThatOfOne() {
    Regularization si = new Regularization.Si(100, 1);
    TrainingConfig whole = consolidating(2, DescentSpec.PLAIN, si);
    TrainingConfig halves = consolidating(1, DescentSpec.PLAIN.withAccumulate(2), si);
    float[] expected = importance(whole);
    assertThat(expected[0]).isPositive();
    assertThat(importance(halves)).containsExactly(expected, within(1e-6f));
  }

  private static TrainingConfig consolidating(int batch, DescentSpec descent, Regularization held) {
    return new TrainingConfig(
        batch,
        0,
        1,
        new OptimizerSpec.Sgd(1e-3f, 0),
        descent,
        StrategySpec.of(new Rehearsal.ExperienceReplay(), List.of(held), 4));
  }

  private float[] importance(TrainingConfig config) {
    Path place = dir.resolve("importance-" + config.batch());
    try (TestLearner t = TestLearner.open(PLAIN, config, place)) {
      t.learn(30, 34);
      return Objects.requireNonNull(
          t.learner.toState(0, 1).strategy().vectors().get("si.importance"));
    }
  }

  /** How far the model goes after three examples, at which it consolidates. */
  private double way(TrainingConfig config) {
    Path place = dir.resolve("way-" + System.identityHashCode(config));
    try (TestLearner t = TestLearner.open(PLAIN, config, place)) {
      t.learn(0, 3);
      double[] from = doubles(t.learner.parameters());
      t.learn(50, 60);
      double square = 0;
      double[] to = doubles(t.learner.parameters());
      for (int i = 0; i < to.length; i++) {
        square += Math.pow(to[i] - from[i], 2);
      }
      return Math.sqrt(square);
    }
  }
}
