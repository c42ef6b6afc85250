package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.model.ModelSpec;
import io.thalweg.replay.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two learners with real replay tables, most of whose rows aren't in memory, along the marks of one
 * stream.
 */
class MarkedLearnersTest {
  private enum Replay {
    UNIFORM,
    PRIORITIZED,
    RECENCY;

    ReplaySpec spec() {
      return switch (this) {
        case UNIFORM -> replay(Retention.RESERVOIR, new ReplaySpec.UniformByRow());
        case PRIORITIZED -> replay(Retention.LOSS_AWARE, new ReplaySpec.Prioritized(0.6, 0.4));
        case RECENCY -> replay(Retention.WINDOW, new ReplaySpec.Recency(Duration.ofMinutes(20)));
      };
    }

    private static ReplaySpec replay(Retention retention, ReplaySpec.Draw draw) {
      return TestLearner.replay(retention, draw, Duration.ZERO);
    }
  }

  @TempDir(factory = MemoryDirectories.class)
  private Path directory;

  @ParameterizedTest
  @EnumSource
  void neitherFailuresNorCheckpointsNorSlowRoundsChangeABit(Replay replay) throws Exception {
    byte[] undisturbed = run(replay, "undisturbed", Disturbances.NONE);
    for (long seed = 1; seed <= 4; seed++) {
      byte[] disturbed = run(replay, "disturbed-" + seed, new Disturbances(seed));
      assertThat(disturbed).as("seed " + seed).isEqualTo(undisturbed);
    }
  }

  @Test
  void soItIsWhereClassesComeOneAfterTheOther() throws Exception {
    byte[] undisturbed = run(GrowingHeads.SPEC, Replay.UNIFORM, "g", Disturbances.NONE, 5);
    for (long seed = 1; seed <= 4; seed++) {
      Disturbances disturbances = new Disturbances(seed);
      byte[] disturbed = run(GrowingHeads.SPEC, Replay.UNIFORM, "g-" + seed, disturbances, 5);
      assertThat(disturbed).as("seed " + seed).isEqualTo(undisturbed);
    }
  }

  @Test
  void theUniformDrawsOfAPoolAreAnotherMatter() {
    // Beyond memory they are exchanged with what a checkpoint has sealed.
    assertThat(TestLearner.REPLAY.draw()).isInstanceOf(ReplaySpec.Uniform.class);
    assertThat(Replay.UNIFORM.spec().draw()).isInstanceOf(ReplaySpec.UniformByRow.class);
  }

  private byte[] run(Replay replay, String name, Disturbances disturbances) throws Exception {
    return run(TestLearner.SPEC, replay, name, disturbances, 1);
  }

  private byte[] run(
      ModelSpec spec, Replay replay, String name, Disturbances disturbances, int outputs)
      throws Exception {
    Path place = directory.resolve(name);
    try (MarkedLearners learners =
        new MarkedLearners(spec, RaceSpec.NONE, replay.spec(), place, disturbances)) {
      learners.run(900);
      assertThat(learners.outputs()).containsExactly(outputs, outputs);
      return learners.states();
    }
  }

  /** What happens beside the stream, by chance. */
  static final class Disturbances {
    static final Disturbances NONE = new Disturbances(0);
    private final SplittableRandom random;
    private final boolean any;

    Disturbances(long seed) {
      this.random = new SplittableRandom(seed);
      this.any = seed != 0;
    }

    boolean oneIn(int n) {
      return any && random.nextInt(n) == 0;
    }

    int upTo(int n) {
      return any ? random.nextInt(n) : 0;
    }
  }
}
