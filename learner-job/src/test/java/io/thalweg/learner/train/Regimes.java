package io.thalweg.learner.train;

import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.model.Architecture;
import io.thalweg.model.Experts;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Two classes either side of a line or of its opposite: two regimes, which take turns. */
final class Regimes {
  static final int ROWS = 6_000;
  static final int ROUND = 256;
  static final List<Dense> HIDDEN = List.of(new Dense(16, Activation.RELU));
  static final ModelSpec EXPERTS = spec(new Experts(HIDDEN, 3, false));
  static final ModelSpec LATERAL = spec(new Experts(HIDDEN, 3, true));
  static final TrainingConfig CONFIG =
      new TrainingConfig(16, 2, OptimizerSpec.Adam.defaults(0.003f));
  static final ReplaySpec REPLAY =
      new ReplaySpec(
          4_000,
          1,
          Retention.RESERVOIR,
          new ReplaySpec.Uniform(),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 20, 1 << 20, 0, 0),
          5);

  static ModelSpec spec(Architecture architecture) {
    return new ModelSpec("line", TestLearner.FEATURES, architecture, new Head.Binary(), 1);
  }

  /** Row {@code i} of a regime. */
  static byte[] row(int i, boolean opposite) {
    SplittableRandom random = new SplittableRandom(31L * i);
    double x = random.nextDouble(-1, 1);
    double y = random.nextDouble(-1, 1);
    byte[] row = TestLearner.row(i, x, y);
    ByteBuffer.wrap(row)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(RowLayout.LABEL, x + y > 0 != opposite ? 1 : 0);
    return row;
  }

  /** Learns rows of one regime alone, with a round after every 256. */
  static void learn(TestLearner t, int from, int to, boolean opposite) {
    for (int i = from; i < to; i++) {
      t.learn(i, row(i, opposite));
      if (i % ROUND == ROUND - 1 && t.learner.phase() == Phase.OPEN) {
        t.learner.commitAlone();
      }
    }
  }

  private Regimes() {}
}
