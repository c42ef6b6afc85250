package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.train.Loss.BinaryCrossEntropy;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rare positives of a probability that is known: which one a model says that has learned some. */
final class SampledNegativesLearningTest {
  private static final double SHARE = 0.1;
  private static final NegativeSampling SAMPLING = new NegativeSampling(SHARE, 3);
  private static final int EXAMPLES = 200_000;
  private static final int ASKED = 5_000;
  private static final ReplaySpec REPLAY =
      new ReplaySpec(
          2_000,
          1,
          Retention.WINDOW,
          new ReplaySpec.Uniform(),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 20, 1 << 22, 0, 0),
          5);

  @TempDir(factory = MemoryDirectories.class)
  Path dir;

  /**
   * The truth and what is said of the same rows.
   *
   * @param truth the mean probability of class 1
   * @param said the mean of what the model says
   * @param distance between the two log-odds of a row, the mean
   * @param score the mean of what the sink is told of the newest examples, over the truth of those
   */
  private record Answers(double truth, double said, double distance, double score) {}

  @ParameterizedTest
  @CsvSource({"0, 0.01", "12, 0.004"})
  void aModelSaysTheProbabilityInTheWholeStream(int hidden, float rate) {
    Answers a = learn(hidden, rate, true);
    assertThat(a.said()).isCloseTo(a.truth(), within(0.1 * a.truth()));
    assertThat(a.distance()).isLessThan(0.25);
    assertThat(a.score()).isCloseTo(1, within(0.12));
  }

  /** What the correction is worth: the same examples, and a loss that knows nothing of others. */
  @Test
  void withoutTheCorrectionItIsFarOff() {
    Answers a = learn(0, 0.01f, false);
    assertThat(a.said()).isGreaterThan(5 * a.truth());
    assertThat(a.distance()).isCloseTo(-Math.log(SHARE), within(0.25));
  }

  private Answers learn(int hidden, float rate, boolean corrected) {
    ModelSpec spec =
        new ModelSpec(
            "rare",
            TestLearner.FEATURES,
            hidden == 0
                ? List.of()
                : List.of(new ModelSpec.Dense(hidden, ModelSpec.Activation.TANH)),
            new Head.Binary(),
            1);
    TrainingConfig config = new TrainingConfig(32, 1, OptimizerSpec.Adam.defaults(rate));
    SplittableRandom random = new SplittableRandom(11);
    double truths = 0;
    int learned = 0;
    try (TestLearner l =
        TestLearner.open(
            spec,
            corrected ? config.withNegatives(SAMPLING) : config,
            REPLAY,
            dir.resolve("replay"))) {
      for (int i = 0; i < EXAMPLES; i++) {
        double u = random.nextDouble(-1, 1);
        double v = random.nextDouble(-1, 1);
        int label = random.nextDouble() < truth(u, v) ? 1 : 0;
        boolean kept = label == 1 || SAMPLING.keeps("e" + i);
        if (kept || corrected) {
          l.learn(i, row(i, u, v, label));
        }
        if (kept && i >= EXAMPLES / 2) {
          truths += truth(u, v);
          learned++;
        }
        if (i % 2_000 == 1_000) {
          l.learner.commitAlone();
        }
      }
      l.learner.flush();
      l.learner.commitAlone();
      List<TestLearner.Learned> newest =
          l.ledger.stream().filter(e -> e.step() != LearnedSink.LEFT_OUT).toList();
      newest = newest.subList(newest.size() - learned, newest.size());
      double scores = newest.stream().mapToDouble(TestLearner.Learned::score).sum();
      return ask(spec, l.learner.baseModel(), random, scores / truths);
    }
  }

  /** Rows as they come, none of them left out. */
  private static Answers ask(
      ModelSpec spec, BaseModel version, SplittableRandom random, double score) {
    DenseEncoder encoder = new DenseEncoder(spec.features());
    float[] dense = new float[ASKED * encoder.width()];
    double[] truth = new double[ASKED];
    for (int i = 0; i < ASKED; i++) {
      double u = random.nextDouble(-1, 1);
      double v = random.nextDouble(-1, 1);
      truth[i] = truth(u, v);
      ByteBuffer row = ByteBuffer.wrap(row(i, u, v, 0)).order(ByteOrder.LITTLE_ENDIAN);
      encoder.expand(row, 0, dense, i * encoder.width());
    }
    version.standardization().apply(dense, ASKED);
    float[] logits = new float[ASKED];
    try (GradientEngine engine = DjlEngines.openCpu(spec, ASKED)) {
      engine.load(version.parametersView());
      engine.forward(dense, ASKED, logits);
    }
    double said = 0;
    double distance = 0;
    for (int i = 0; i < ASKED; i++) {
      said += BinaryCrossEntropy.sigmoid(logits[i]) / ASKED;
      distance += Math.abs(logits[i] - Math.log(truth[i] / (1 - truth[i]))) / ASKED;
    }
    return new Answers(Arrays.stream(truth).average().orElseThrow(), said, distance, score);
  }

  private static double truth(double u, double v) {
    return BinaryCrossEntropy.sigmoid(-4.5 + 1.5 * u - v);
  }

  private static byte[] row(int i, double u, double v, int label) {
    return TestLearner.labelled(TestLearner.row(i, 100 + 5 * u, v), label);
  }
}
