package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.drift.DriftSpec;
import io.thalweg.learner.drift.ReactionSpec;
import io.thalweg.learner.drift.ReactionSpec.Change;
import io.thalweg.learner.drift.ReactionSpec.Recovery;
import io.thalweg.learner.drift.ReactionSpec.Releases;
import io.thalweg.learner.drift.ReactionSpec.Schedule;
import io.thalweg.learner.drift.Signal;
import io.thalweg.learner.drift.Watch;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
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

/** Two classes either side of a line, which from one example to the next change sides. */
class RecoveryFromDriftTest {
  private static final int EXAMPLES = 14_000;
  private static final int DRIFT_AT = 6_000;
  private static final int WINDOW = 200;
  private static final double RECOVERED = 0.9;
  private static final ModelSpec SPEC =
      new ModelSpec("line", TestLearner.FEATURES, List.of(), new Head.Binary(), 1);
  private static final TrainingConfig CONFIG =
      new TrainingConfig(16, 2, OptimizerSpec.Adam.defaults(0.003f));
  private static final ReplaySpec REPLAY =
      new ReplaySpec(
          4_000,
          1,
          Retention.WINDOW,
          new ReplaySpec.Uniform(),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 20, 1 << 20, 0, 0),
          5);
  private static final Recovery RECOVERY = new Recovery(200, 0.2, 10_000);

  @TempDir Path dir;

  private record Run(int recovery, int driftSeen, long drifts, long replayedAfter) {}

  private Run run(ReactionSpec reactions, int seed, String name) {
    SplittableRandom random = new SplittableRandom(seed);
    int driftSeen = -1;
    long replayedBefore = 0;
    try (TestLearner t = TestLearner.open(SPEC, CONFIG, REPLAY, dir.resolve(name + seed))) {
      t.learner.watch(
          new DriftConfig(
              List.of(new Watch(new Signal.PredictionError(), new DriftSpec.Adwin(0.002))),
              reactions));
      for (int i = 0; i < EXAMPLES; i++) {
        t.learner.learn(
            "e" + i, i % TestLearner.GROUPS, Origin.UNKNOWN, row(i, random, i >= DRIFT_AT));
        if (i % 256 == 200) {
          t.learner.commitAlone();
        }
        if (driftSeen < 0 && t.learner.driftView().isDrifting()) {
          driftSeen = i;
          replayedBefore = t.learner.examplesReplayed();
        }
      }
      return new Run(
          recovery(t.ledger),
          driftSeen,
          t.learner.driftView().drifts().get(0),
          t.learner.examplesReplayed() - replayedBefore);
    }
  }

  /** Examples from the drift to the end of the first window of which so many were right. */
  private static int recovery(List<TestLearner.Learned> ledger) {
    int right = 0;
    for (int i = DRIFT_AT; i < ledger.size(); i++) {
      right += isRight(ledger.get(i)) ? 1 : 0;
      if (i >= DRIFT_AT + WINDOW) {
        right -= isRight(ledger.get(i - WINDOW)) ? 1 : 0;
        if (right >= RECOVERED * WINDOW) {
          return i - DRIFT_AT;
        }
      }
    }
    return EXAMPLES - DRIFT_AT;
  }

  private static boolean isRight(TestLearner.Learned learned) {
    return learned.score() >= 0.5 == (learned.label() == 1);
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

  private static ReactionSpec reactions(Change replay, Change learningRate, int keep) {
    return new ReactionSpec(
        replay, learningRate, Schedule.GO_ON, keep, 1, Releases.GO_ON, RECOVERY);
  }

  @Test
  void withReactionsFewerExamplesPassUntilTheModelIsRightAgain() {
    ReactionSpec none = reactions(Change.NONE, Change.NONE, 0);
    ReactionSpec lessReplay = reactions(new Change(0, 2_000), Change.NONE, 0);
    ReactionSpec faster = reactions(Change.NONE, new Change(5, 2_000), 0);
    ReactionSpec forgetting = reactions(Change.NONE, Change.NONE, 100);
    ReactionSpec all = reactions(new Change(0.5, 500), new Change(5, 2_000), 100);
    for (int seed = 0; seed < 3; seed++) {
      Run without = run(none, seed, "none");
      String figures = "seed %d: without reactions %s".formatted(seed, without);
      assertThat(without.drifts()).as(figures).isEqualTo(1);
      assertThat(without.driftSeen()).as(figures).isBetween(DRIFT_AT, DRIFT_AT + 200);
      int index = 0;
      for (ReactionSpec reaction : List.of(lessReplay, faster, forgetting, all)) {
        Run with = run(reaction, seed, "with" + index++ + "-");
        String both = figures + ", with " + reaction + " " + with;
        assertThat(with.driftSeen()).as(both).isEqualTo(without.driftSeen());
        assertThat(with.recovery())
            .as(both)
            .isLessThan(reaction.equals(all) ? without.recovery() / 2 : without.recovery());
      }
    }
  }

  @Test
  void replayIsLessByTheFactorForAsManyExamplesAsItSays() {
    Run without = run(reactions(Change.NONE, Change.NONE, 0), 9, "plain");
    Run with = run(reactions(new Change(0.25, 1_600), Change.NONE, 0), 9, "less");
    double missing = without.replayedAfter() - with.replayedAfter();
    assertThat(missing).isBetween(0.75 * 2 * 1_600 - 64, 0.75 * 2 * 1_600 + 64);
  }

  @Test
  void aRestoredLearnerGoesOnToTheBitInTheMidstOfADrift() {
    SplittableRandom random = new SplittableRandom(4);
    SplittableRandom again = new SplittableRandom(4);
    Path snapshot = dir.resolve("snapshot");
    DriftConfig drift =
        new DriftConfig(
            List.of(new Watch(new Signal.PredictionError(), new DriftSpec.Adwin(0.002))),
            reactions(new Change(0.5, 3_000), new Change(2, 3_000), 100));
    int cut = DRIFT_AT + 300;
    try (TestLearner uninterrupted =
        TestLearner.open(SPEC, CONFIG, REPLAY, dir.resolve("uninterrupted"))) {
      uninterrupted.learner.watch(drift);
      learn(uninterrupted, random, 0, cut);
      for (int i = 0; i < cut; i++) {
        row(i, again, false);
      }
      assertThat(uninterrupted.learner.driftView().isDrifting()).isTrue();
      byte[] state = uninterrupted.state();
      uninterrupted.snapshotTo(snapshot);
      try (TestLearner restored =
          TestLearner.restore(
              SPEC, CONFIG, REPLAY, drift, state, snapshot, dir.resolve("restored"))) {
        assertThat(restored.state()).isEqualTo(state);
        learn(uninterrupted, random, cut, cut + 2_000);
        learn(restored, again, cut, cut + 2_000);
        assertThat(restored.state()).isEqualTo(uninterrupted.state());
      }
    }
  }

  private static void learn(TestLearner t, SplittableRandom random, int from, int to) {
    for (int i = from; i < to; i++) {
      t.learner.learn(
          "e" + i, i % TestLearner.GROUPS, Origin.UNKNOWN, row(i, random, i >= DRIFT_AT));
      if (i % 256 == 200) {
        t.learner.commitAlone();
      }
    }
  }
}
