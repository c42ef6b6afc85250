package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.probe.ProbeFigures.Period;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream is of {@link Regimes}: a line between two classes, and then the opposite. */
class ProbingTest {
  private static final ModelSpec LINE = Regimes.spec(new Mlp(List.of()));
  private static final ProbeSpec SPEC = new ProbeSpec(1_000, 32, 1_000, 400);

  @TempDir(factory = MemoryDirectories.class)
  Path dir;

  private TestLearner open(ModelSpec model, TrainingConfig config, ReplaySpec replay, String name) {
    TestLearner t = TestLearner.open(model, config, replay, dir.resolve(name));
    t.learner.probe(SPEC);
    return t;
  }

  private TestLearner open(String name) {
    return open(LINE, TestLearner.config(16, 0), Regimes.REPLAY, name);
  }

  private static double accuracy(Period period) {
    return (double) period.correct() / period.rows();
  }

  // ---- forgetting ----

  @Test
  void whatIsForgottenIsSeenInTheSlotOfItsPeriod() {
    try (TestLearner t = open("learner")) {
      Regimes.learn(t, 0, 4_000, false);
      List<Period> before = t.learner.probes().periods();
      assertThat(before).hasSizeBetween(1, 4);
      assertThat(accuracy(before.get(0))).isGreaterThan(0.8);
      Regimes.learn(t, 4_000, 16_000, true);
      List<Period> after = t.learner.probes().periods();
      assertThat(after.get(0).beganMillis())
          .isEqualTo(before.get(0).beganMillis())
          .isEqualTo(1_000);
      assertThat(accuracy(after.get(0))).as("the opposite is true by now").isLessThan(0.2);
    }
  }

  /** Where the opposite is true of what looks otherwise, both can be known. */
  private static void learnTwoTasks(TestLearner t, int from, int to, boolean second) {
    for (int i = from; i < to; i++) {
      byte[] row = Regimes.row(i, second);
      ByteBuffer b = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
      b.putFloat(RowLayout.SLOTS, b.getFloat(RowLayout.SLOTS) + (second ? 4 : 0));
      t.learn(i, row);
      if (i % Regimes.ROUND == Regimes.ROUND - 1) {
        t.learner.commitAlone();
      }
    }
  }

  private double firstPeriodAfterTwoTasks(double replayPerFresh) {
    try (TestLearner t =
        open(
            Regimes.spec(new Mlp(Regimes.HIDDEN)),
            new TrainingConfig(16, replayPerFresh, Regimes.CONFIG.optimizer()),
            Regimes.REPLAY,
            "tasks-" + replayPerFresh)) {
      learnTwoTasks(t, 0, 4_000, false);
      assertThat(accuracy(t.learner.probes().periods().get(0))).isGreaterThan(0.85);
      learnTwoTasks(t, 4_000, 20_000, true);
      return accuracy(t.learner.probes().periods().get(0));
    }
  }

  @Test
  void replayKeepsWhatIsLostWithoutIt() {
    double without = firstPeriodAfterTwoTasks(0);
    double with = firstPeriodAfterTwoTasks(2);
    assertThat(without).isLessThan(0.8);
    assertThat(with).isGreaterThan(0.85);
  }

  @Test
  void aRegressionRemembersNoPeriodsAndStillComparesFeatures() {
    try (TestLearner t =
        open(TestLearner.SPEC, TestLearner.config(16, 1), TestLearner.REPLAY, "regression")) {
      t.learn(0, 20);
      t.learner.commitAlone();
      t.learn(20, 1_600);
      assertThat(t.learner.probes().periods()).isEmpty();
      assertThat(t.learner.probes().evaluations()).isZero();
      assertThat(t.learner.probes().shift()).containsOnlyKeys("x", "y");
      assertThat(t.learner.probes().shift().get("y")).isBetween(0.0, 0.05);
    }
  }

  // ---- nothing else changes ----

  @Test
  void whatIsLearnedIsTheSameToTheBitWithProbesAndWithout() {
    ModelSpec dropping = Regimes.spec(new Mlp(Regimes.HIDDEN));
    List<float[]> parameters = new ArrayList<>();
    for (ProbeSpec spec : List.of(ProbeSpec.OFF, new ProbeSpec(64, 16, 100, 8))) {
      try (TestLearner t =
          TestLearner.open(
              dropping, Regimes.CONFIG, Regimes.REPLAY, dir.resolve("p" + spec.rows()))) {
        t.learner.probe(spec);
        Regimes.learn(t, 0, 4_000, false);
        assertThat(t.learner.probes().evaluations() > 0).isEqualTo(spec.rows() > 0);
        parameters.add(t.learner.parameters());
      }
    }
    assertThat(parameters.get(1)).containsExactly(parameters.get(0));
  }

  // ---- checkpoints ----

  @Test
  void aRestoredLearnerGoesOnToTheBit() {
    ReplaySpec replay = withTimeToLive(Duration.ofHours(12));
    TrainingConfig config = TestLearner.config(16, 1);
    for (int cut : new int[] {200, 1_007, 2_900}) {
      Path place = dir.resolve("cut-" + cut);
      try (TestLearner one = open(LINE, config, replay, "cut-" + cut)) {
        Regimes.learn(one, 0, cut, false);
        one.snapshotTo(place.resolve("snapshot"));
        byte[] state = one.state();
        try (TestLearner two = restored(config, replay, place, state)) {
          assertThat(two.state()).isEqualTo(state);
          Regimes.learn(one, cut, 6_000, true);
          Regimes.learn(two, cut, 6_000, true);
          assertThat(two.state()).isEqualTo(one.state());
          assertThat(two.learner.probes()).isEqualTo(one.learner.probes());
          assertThat(two.learner.probes().periods()).isNotEmpty();
        }
      }
    }
  }

  private static TestLearner restored(
      TrainingConfig config, ReplaySpec replay, Path place, byte[] state) {
    return TestLearner.restore(
        LINE,
        config,
        RaceSpec.NONE,
        replay,
        DriftConfig.NONE,
        SPEC,
        state,
        place.resolve("snapshot"),
        place.resolve("two"));
  }

  private static ReplaySpec withTimeToLive(Duration timeToLive) {
    ReplaySpec r = Regimes.REPLAY;
    return new ReplaySpec(4_000, 1, r.retention(), r.draw(), timeToLive, r.tiers(), 5);
  }

  @Test
  void twoLearnersOutOfOneKnowAllItsPeriods() {
    try (TestLearner one = open("one");
        TestLearner other = open("other")) {
      Regimes.learn(one, 0, 4_096, false);
      List<LearnerState> old = List.of(LearnerState.fromBytes(one.state()));
      byte[] second = LearnerState.forRank(old, 1, 2, g -> g % 2 == 1).toBytes();
      other.learner.restore(LearnerState.fromBytes(second));
      assertThat(other.learner.probes().periods()).as("none is tested by it").isEmpty();
      Regimes.learn(other, 4_096, 8_000, false);
      Period first = other.learner.probes().periods().get(0);
      assertThat(first.beganMillis()).isEqualTo(1_000);
      assertThat(first.rows()).isEqualTo(16);
      assertThat(accuracy(first)).isGreaterThan(0.7);
    }
  }

  @Test
  void aStateOfNoProbesBeginsThemAnew() {
    try (TestLearner one = open("one");
        TestLearner other = open("other")) {
      one.learner.probe(ProbeSpec.OFF);
      Regimes.learn(one, 0, 2_000, false);
      other.learner.restore(LearnerState.fromBytes(one.state()));
      Regimes.learn(other, 2_048, 5_000, false);
      assertThat(other.learner.probes().periods().get(0).beganMillis()).isGreaterThan(3_000);
    }
  }

  // ---- what isn't to be kept ----

  @Test
  void whoIsErasedLeavesTheSlices() {
    try (TestLearner t = open("learner")) {
      for (int i = 0; i < 3_500; i++) {
        Origin of = new Origin(0, i, 0, i, i % 2 + 1, false);
        t.learner.learn("e" + i, i % TestLearner.GROUPS, of, Regimes.row(i, false));
        if (i == 99) {
          t.learner.commitAlone();
        }
      }
      int bytes = t.state().length;
      t.learner.erase(Map.of(2L, TestLearner.eventTimeMillis(10_000)));
      int left = t.state().length;
      int row = 16 + RowLayout.of(TestLearner.FEATURES).rowBytes();
      assertThat((bytes - left) / row).as("about half of 4 times 32 rows").isBetween(45, 83);
      t.learner.erase(Map.of(1L, TestLearner.eventTimeMillis(10_000)));
      assertThat(t.learner.probes().periods()).isEmpty();
    }
  }

  @Test
  void whatIsTooOldForReplayIsTooOldForSlices() {
    ReplaySpec replay = withTimeToLive(Duration.ofHours(8));
    try (TestLearner t = open(LINE, TestLearner.config(16, 1), replay, "old")) {
      Regimes.learn(t, 0, 12_000, false);
      // Ten seconds an example: eight hours are 2,880 of them, and what ended before is gone.
      assertThat(t.learner.probes().periods())
          .isNotEmpty()
          .allMatch(p -> p.beganMillis() >= 1_000 + 12_000 - 2_880 - 2_000);
    }
  }
}
