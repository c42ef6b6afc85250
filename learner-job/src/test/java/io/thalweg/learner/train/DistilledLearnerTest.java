package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.strategy.ServedTeacher;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A learner whose rows carry what a server has answered. */
final class DistilledLearnerTest {
  private static final int EXAMPLES = 800;
  private static final ModelSpec SPEC =
      new ModelSpec("held", TestLearner.FEATURES, List.of(), new Head.Binary(), 3);

  @TempDir private Path directory;

  private static TrainingConfig config(double replayPerFresh, ServedTeacher served) {
    return new TrainingConfig(
        8,
        replayPerFresh,
        1,
        new OptimizerSpec.Sgd(0.1f, 0),
        DescentSpec.PLAIN,
        StrategySpec.NONE,
        served);
  }

  private static byte[] row(int i, float... logits) {
    byte[] row =
        TestLearner.labelled(
            TestLearner.row(i, TestLearner.x(i), TestLearner.y(i)), i % 3 == 0 ? 1 : 0);
    byte[] longer = Arrays.copyOf(row, row.length + 4 * logits.length);
    ByteBuffer tail = ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN);
    for (int l = 0; l < logits.length; l++) {
      tail.putFloat(row.length + 4 * l, logits[l]);
    }
    return longer;
  }

  private float[] learned(String name, TrainingConfig config, float... logits) throws Exception {
    try (TestLearner learner = TestLearner.open(SPEC, config, directory.resolve(name))) {
      for (int i = 0; i < EXAMPLES; i++) {
        learner.learn(i, row(i, logits));
        if (i % 64 == 20) {
          learner.learner.commitAlone();
        }
      }
      learner.learner.flush();
      return learner.learner.parameters();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void rowsWithoutAnAnswerAreLearnedAsIfThereWereNoServerToTheBit(double replay) throws Exception {
    float[] alone = learned("alone", config(replay, null));
    float[] held = learned("held", config(replay, new ServedTeacher(3, 2)), Float.NaN);
    assertThat(held).isEqualTo(alone);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void whoIsHeldToAServerThatAlwaysSaysYesSaysYes(double replay) throws Exception {
    float bias = last(learned("alone", config(replay, null)));
    float held = last(learned("held", config(replay, new ServedTeacher(5, 1)), 4));
    assertThat(held).isGreaterThan(bias + 1);
  }

  /** Fresh rows have no answer; what is replayed of the first ones has. */
  @Test
  void answersAreReplayedWithTheirRows() throws Exception {
    float[] biases = new float[2];
    for (int replayed = 0; replayed < 2; replayed++) {
      TrainingConfig config = config(replayed, new ServedTeacher(5, 1));
      try (TestLearner learner =
          TestLearner.open(SPEC, config, directory.resolve("r" + replayed))) {
        for (int i = 0; i < 192; i++) {
          learner.learn(i, row(i, i < 64 ? 4 : Float.NaN));
          if (i % 64 == 20) {
            learner.learner.commitAlone();
          }
        }
        System.err.println("BIAS " + last(learner.learner.parameters()));
        biases[replayed] = last(learner.learner.parameters());
      }
    }
    assertThat(biases[1]).isGreaterThan(biases[0] + 0.2f);
  }

  private static float last(float[] parameters) {
    return parameters[parameters.length - 1];
  }

  @Test
  void theLogitsLieBehindAllElseOfARow() {
    RowLayout layout = new RowLayout(2, 40).withLogits(3);
    assertThat(layout.rowBytes()).isEqualTo(20 + 4 * 2 + 4 * 2 + 4 * 3);
    ByteBuffer rows = ByteBuffer.allocate(2 * layout.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3; i++) {
      rows.putFloat(2 * layout.rowBytes() - 12 + 4 * i, i + 1);
    }
    float[] out = new float[4];
    layout.logits(rows, layout.rowBytes(), out, 1);
    assertThat(out).containsExactly(0, 1, 2, 3);
  }
}
