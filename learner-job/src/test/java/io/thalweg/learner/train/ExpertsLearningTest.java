package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.Architecture;
import io.thalweg.model.Experts;
import io.thalweg.model.Head;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two classes either side of a line or of its opposite, by regimes that take turns. */
class ExpertsLearningTest {
  private static final int REGIME = 6_000;
  private static final int REGIMES = 6;
  private static final int EARLY = 1_500;
  private static final int ROUND = 256;
  private static final List<Dense> HIDDEN = List.of(new Dense(16, Activation.RELU));
  private static final TrainingConfig CONFIG =
      new TrainingConfig(16, 2, OptimizerSpec.Adam.defaults(0.003f));
  private static final ReplaySpec REPLAY =
      new ReplaySpec(
          4_000,
          1,
          Retention.RESERVOIR,
          new ReplaySpec.Uniform(),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 20, 1 << 20, 0, 0),
          5);

  @TempDir Path dir;

  private double[][] accuracy(Architecture architecture, String name) {
    ModelSpec spec =
        new ModelSpec("line", TestLearner.FEATURES, architecture, new Head.Binary(), 1);
    SplittableRandom random = new SplittableRandom(3);
    double[][] out = new double[REGIMES][2];
    try (TestLearner t = TestLearner.open(spec, CONFIG, REPLAY, dir.resolve(name))) {
      for (int i = 0; i < REGIME * REGIMES; i++) {
        t.learner.learn(
            "e" + i, i % TestLearner.GROUPS, Origin.UNKNOWN, row(i, random, i / REGIME % 2 == 1));
        if (i % ROUND == ROUND - 1) {
          t.learner.commitAlone();
        }
        if (i % 500 == 0) {
          RoutedExperts e = t.learner.expertsView();
          System.out.println(i + " chosen " + e.chosen() + " known " + e.known() + " added " + e.added() + " recalled " + e.recalled());
        }
      }
      for (int i = 0; i < t.ledger.size(); i++) {
        TestLearner.Learned l = t.ledger.get(i);
        int right = l.score() >= 0.5 == (l.label() == 1) ? 1 : 0;
        out[i / REGIME][0] += i % REGIME < EARLY ? right / (double) EARLY : 0;
        out[i / REGIME][1] += i % REGIME >= EARLY ? right / (double) (REGIME - EARLY) : 0;
      }
    }
    for (double[] r : out) {
      System.out.printf("%s early %.3f later %.3f%n", name, r[0], r[1]);
    }
    return out;
  }

  private static byte[] row(int i, SplittableRandom random, boolean flipped) {
    double x = random.nextDouble(-1, 1);
    double y = random.nextDouble(-1, 1);
    byte[] row = TestLearner.row(i, x, y);
    ByteBuffer.wrap(row)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(RowLayout.LABEL, x + y > 0 != flipped ? 1 : 0);
    return row;
  }

  @Test
  void aRegimeThatReturnsIsKnownAtOnce() {
    double[][] one = accuracy(new Mlp(HIDDEN), "mlp");
    double[][] experts = accuracy(new Experts(HIDDEN, 3, false), "experts");
    double[][] lateral = accuracy(new Experts(HIDDEN, 3, true), "lateral");
    assertThat(one).isNotEqualTo(experts).isNotEqualTo(lateral);
  }
}
