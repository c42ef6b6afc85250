package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that each follow a rule of their own, more than fit into one word. */
class MultilabelLearningTest {
  private static final int EXAMPLES = 5_000;
  private static final int LABELS = 34;
  private static final ModelSpec SPEC =
      new ModelSpec(
          "tags",
          TestLearner.FEATURES,
          List.of(new ModelSpec.Dense(24, ModelSpec.Activation.RELU)),
          new Head.Multilabel(LABELS),
          1);
  private static final ReplaySpec REPLAY =
      new ReplaySpec(
          1_000,
          1,
          Retention.RESERVOIR,
          new ReplaySpec.Prioritized(0.6, 0.4),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 20, 1 << 20, 0, 0),
          5);

  @TempDir private Path directory;

  @Test
  void everyLabelIsLearnedWhateverHelpsRemembering() {
    for (StrategySpec strategy :
        List.of(
            StrategySpec.NONE,
            StrategySpec.of(
                new Rehearsal.DarkExperience(0.1, 0.5),
                List.of(new Regularization.Lwf(0.01, 2)),
                1_000),
            StrategySpec.of(new Rehearsal.AveragedGradient(), List.of(), 0),
            StrategySpec.of(new Rehearsal.MaximalInterference(2), List.of(), 0))) {
      Map<String, float[]> said = new HashMap<>();
      PrequentialCounts late = learn(strategy, said);
      assertThat(late.accuracy()).as("%s", strategy).isGreaterThan(0.9);
      assertThat(late.majorityAccuracy()).as("what is there to learn").isLessThan(0.5);
      // A sink hears how many labels hold, and how many were predicted before.
      assertThat(said.get("e0")[0]).isEqualTo(set(0).size());
      assertThat(said.get("e4999")).containsExactly(set(4999).size(), set(4999).size());
    }
  }

  /** Of the last quarter. */
  private PrequentialCounts learn(StrategySpec strategy, Map<String, float[]> said) {
    TrainingConfig config =
        new TrainingConfig(
            32,
            1,
            1,
            new OptimizerSpec.Adam(0.01f, 0.9f, 0.999f, 1e-8f),
            DescentSpec.PLAIN,
            strategy);
    ReplayConfig stored =
        REPLAY.table(SPEC.rowLayout(), 4).withColumns(strategy.columnBytes(LABELS));
    Path place = directory.resolve("replay-" + System.identityHashCode(strategy));
    try (GradientEngine engine = DjlEngines.openCpu(SPEC, config.maxRows());
        ReplayTable table = ReplayTable.open(stored, new GroupRange(0, 3), place);
        Experience experience = Experience.open(REPLAY, SPEC.head(), config, stored, table)) {
      OnlineLearner learner =
          new OnlineLearner(
              SPEC,
              config,
              Initializer.heNormal(SPEC),
              engine,
              experience,
              (id, label, labels, score, step) -> {
                said.put(id, new float[] {label, score});
                assertThat(labels).isEqualTo(set(Integer.parseInt(id.substring(1))));
              });
      PrequentialCounts before = PrequentialCounts.NONE;
      for (int i = 0; i < EXAMPLES; i++) {
        before = i == 3 * EXAMPLES / 4 ? learner.prequential() : before;
        learner.learn("e" + i, i % 4, Origin.UNKNOWN, row(i));
        if (i % 256 == 200) {
          learner.commitAlone();
        }
      }
      learner.flush();
      PrequentialCounts all = learner.prequential();
      assertThat(all.examples()).isEqualTo(EXAMPLES);
      return new PrequentialCounts(
          all.examples() - before.examples(),
          all.correct() - before.correct(),
          all.logLossSum() - before.logLossSum(),
          all.noChangeCorrect() - before.noChangeCorrect(),
          all.majorityCorrect() - before.majorityCorrect(),
          0,
          0);
    }
  }

  private static double[] point(int i) {
    SplittableRandom random = new SplittableRandom(i);
    double[] point = new double[2];
    Arrays.setAll(
        point,
        d -> (random.nextBoolean() ? 1 : -1) * (0.3 + random.nextDouble())); // none near a border
    return point;
  }

  /** Right, up, where only one of them is so, and always; the others never. */
  private static LabelSet set(int i) {
    double[] point = point(i);
    boolean right = point[0] > 0;
    boolean up = point[1] > 0;
    LabelSet set = LabelSet.none(LABELS).with(31);
    set = right ? set.with(0) : set;
    set = up ? set.with(33) : set;
    return right == up ? set : set.with(7);
  }

  private static byte[] row(int i) {
    double[] point = point(i);
    RowLayout layout = SPEC.rowLayout();
    byte[] row = Arrays.copyOf(TestLearner.row(i, point[0], point[1]), layout.rowBytes());
    ByteBuffer out = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
    set(i).put(out, layout.rowBytes());
    out.putFloat(RowLayout.LABEL, set(i).size());
    return row;
  }
}
