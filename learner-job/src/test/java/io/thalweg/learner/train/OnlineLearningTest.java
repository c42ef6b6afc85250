package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole learner on the engines that it is released with. */
class OnlineLearningTest {
  private static final int EXAMPLES = 6_000;
  private static final ModelSpec SPEC =
      new ModelSpec(
          "xor",
          TestLearner.FEATURES,
          List.of(new ModelSpec.Dense(16, ModelSpec.Activation.RELU)),
          new Head.Binary(),
          1);

  @ParameterizedTest
  @EnumSource(EngineChoice.class)
  void learnsWhatOnlyADeepModelCan(EngineChoice choice, @TempDir Path dir) {
    ReplaySpec replay =
        new ReplaySpec(
            2_000,
            1,
            Retention.RESERVOIR,
            new ReplaySpec.Uniform(),
            Duration.ZERO,
            new ReplaySpec.Tiers(1 << 20, 1 << 20, 0, 0),
            5);
    ReplayConfig stored = replay.table(SPEC.rowLayout(), 4);
    TrainingConfig config =
        new TrainingConfig(32, 1, new OptimizerSpec.Adam(0.01f, 0.9f, 0.999f, 1e-8f));
    try (GradientEngine engine = choice.open(SPEC, config.maxRows());
        ReplayTable table = ReplayTable.open(stored, new GroupRange(0, 3), dir.resolve("replay"));
        Experience experience = Experience.open(replay, SPEC.head(), config, stored, table)) {
      OnlineLearner learner =
          new OnlineLearner(
              SPEC,
              config,
              Initializer.heNormal(SPEC),
              engine,
              experience,
              (id, label, labels, score, step) -> {});
      SplittableRandom random = new SplittableRandom(11);
      PrequentialCounts before = PrequentialCounts.NONE;
      for (int i = 0; i < EXAMPLES; i++) {
        if (i == 3 * EXAMPLES / 4) {
          before = learner.prequential();
        }
        learner.learn("e" + i, i % 4, Origin.UNKNOWN, exclusiveOr(random));
        if (i % 256 == 200) {
          learner.commitAlone();
        }
      }
      learner.flush();
      PrequentialCounts after = learner.prequential();
      assertThat(after.examples()).isEqualTo(EXAMPLES);
      double correct = after.correct() - before.correct();
      assertThat(correct / (after.examples() - before.examples())).isGreaterThan(0.95);
      assertThat(after.majorityAccuracy()).as("what is there to learn").isLessThan(0.6);
    }
  }

  /** Class 1 where the signs of two numbers differ; nothing lies near the border. */
  private static byte[] exclusiveOr(SplittableRandom random) {
    boolean right = random.nextBoolean();
    boolean up = random.nextBoolean();
    byte[] row = TestLearner.row(0, 50 + side(right, random), side(up, random));
    ByteBuffer.wrap(row)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(RowLayout.LABEL, right == up ? 0 : 1);
    return row;
  }

  private static double side(boolean positive, SplittableRandom random) {
    double distance = 0.3 + random.nextDouble();
    return positive ? distance : -distance;
  }
}
