package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.learner.train.MarkedLearnersTest.Disturbances;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Challengers in learners with real replay tables: labels are near 0.3 y, in units of the clip. */
class ChallengersTest {
  /** Learns nothing to speak of. */
  private static final TrainingConfig SLOW = sgd(1e-9f, 1);

  private static final TrainingConfig FAST = sgd(1e-2f, 1);

  /** Rows whose draws neither memory nor checkpoints have a part in. */
  private static final ReplaySpec REPLAY =
      TestLearner.replay(Retention.RESERVOIR, new ReplaySpec.UniformByRow(), Duration.ZERO);

  private static final int ROUND = 24;

  @TempDir(factory = MemoryDirectories.class)
  private Path directory;

  private static TrainingConfig sgd(float rate, double replayPerFresh) {
    return new TrainingConfig(4, replayPerFresh, new OptimizerSpec.Sgd(rate, 0));
  }

  private static CandidateSpec candidate(String name, TrainingConfig training) {
    return new CandidateSpec(name, TestLearner.SPEC, training);
  }

  /** Half the squared errors of labels up to 900 are large. */
  private static RaceSpec race(CandidateSpec... challengers) {
    return new RaceSpec(List.of(challengers), 0.95, 20, 240, 2, 1, 2, 50);
  }

  private static final RaceSpec PLANTED =
      race(candidate("slow", sgd(2e-9f, 2)), candidate("fast", FAST));

  private TestLearner open(TrainingConfig own, RaceSpec race, String name) {
    return TestLearner.open(TestLearner.SPEC, own, race, REPLAY, directory.resolve(name));
  }

  private static void run(TestLearner t, int from, int to) {
    for (int i = from; i < to; i++) {
      t.learn(i, i + 1);
      if (i % ROUND == ROUND - 1) {
        t.learner.commitAlone();
      }
    }
  }

  @Test
  void aBetterOneTakesOverWithWhatItHasLearned() {
    List<RaceEvent> events = new ArrayList<>();
    try (TestLearner t = open(SLOW, PLANTED, "planted")) {
      t.learner.onRace(events::add);
      run(t, 0, 2 * ROUND);
      assertThat(t.engine.closed).as("the pipeline's own engine").isFalse();
      run(t, 2 * ROUND, 600);
      assertThat(t.learner.champion()).isEqualTo("fast");
      assertThat(t.engine.closed).as("nobody needs it any more").isTrue();
      assertThat(t.learner.promotions()).isEqualTo(1);
      assertThat(events)
          .anySatisfy(
              e -> {
                assertThat(e.challenger()).isEqualTo("fast");
                assertThat(e.promotion()).isTrue();
                assertThat(e.atLeast()).isPositive();
                assertThat(e.sentence())
                    .contains("challenger 'fast' is the champion; its loss is lower by");
              });
      assertThat(t.learner.baseModel().candidate()).isEqualTo("fast");
      assertThat(t.learner.baseModel().parametersView()).isEqualTo(t.learner.baseView());
      // The label is its number: who learns has got far by now.
      assertThat(t.learner.parameters()[2]).isGreaterThan(50);
      run(t, 600, 700);
      assertThat(t.learner.totals().examples()).isEqualTo(700);
    }
  }

  @Test
  void oneThatIsTheSameIsNotPromotedAndNeitherIsAWorseOne() {
    try (TestLearner t =
        open(FAST, race(candidate("same", FAST), candidate("slow", SLOW)), "same")) {
      run(t, 0, 900);
      assertThat(t.learner.champion()).isEmpty();
      assertThat(t.learner.promotions()).isZero();
    }
  }

  @Test
  void whatTheChampionLearnsOfItsRowsIsWhatItWouldAlone() {
    TrainingConfig noReplay = sgd(1e-2f, 0);
    try (TestLearner alone = open(noReplay, RaceSpec.NONE, "alone");
        TestLearner challenged =
            open(noReplay, race(candidate("slow", sgd(1e-9f, 0))), "challenged")) {
      run(alone, 0, 300);
      run(challenged, 0, 300);
      assertThat(challenged.learner.parameters()).isEqualTo(alone.learner.parameters());
      assertThat(challenged.ledger).isEqualTo(alone.ledger);
    }
  }

  @Test
  void oneThatDivergesIsDroppedAndTheChampionGoesOn() {
    List<RaceEvent> events = new ArrayList<>();
    try (TestLearner t = open(FAST, race(candidate("wild", sgd(1e30f, 1))), "wild")) {
      t.learner.onRace(events::add);
      run(t, 0, 300);
      assertThat(events)
          .singleElement()
          .extracting(RaceEvent::how)
          .isEqualTo("is dropped, because it has diverged");
      assertThat(t.learner.standings()).isEmpty();
      assertThat(t.learner.parameters()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void theyLearnOnlySoManyOfTheBatches() {
    RaceSpec third =
        new RaceSpec(List.of(candidate("slow", SLOW)), 0.95, 0, 1_000_000, 1, 3, 2, 50);
    try (TestLearner t = open(SLOW, third, "third")) {
      run(t, 0, 84); // 21 batches, of which every third is 7
      assertThat(t.learner.standings())
          .singleElement()
          .satisfies(s -> assertThat(s.figures().examples()).isEqualTo(28));
    }
  }

  /** Before the first round, among its rows, around the promotion, after it. */
  @ParameterizedTest
  @ValueSource(ints = {3, 23, 47, 49, 100, 145, 190, 240, 300, 431})
  void aRestoredLearnerGoesOnToTheBit(int cutAt) {
    Path snapshot = directory.resolve("snapshot");
    try (TestLearner uninterrupted = open(SLOW, PLANTED, "uninterrupted")) {
      run(uninterrupted, 0, cutAt);
      byte[] state = uninterrupted.state();
      uninterrupted.snapshotTo(snapshot);
      try (TestLearner restored =
          TestLearner.restore(
              TestLearner.SPEC,
              SLOW,
              PLANTED,
              REPLAY,
              DriftConfig.NONE,
              state,
              snapshot,
              directory.resolve("restored"))) {
        assertThat(restored.state()).isEqualTo(state);
        run(uninterrupted, cutAt, 500);
        run(restored, cutAt, 500);
        assertThat(uninterrupted.learner.champion()).isEqualTo("fast");
        assertThat(restored.state()).isEqualTo(uninterrupted.state());
      }
    }
  }

  @Test
  void neitherFailuresNorSlowRoundsChangeABitAlongMarks() throws Exception {
    byte[] undisturbed = marked("undisturbed", Disturbances.NONE);
    for (long seed = 1; seed <= 4; seed++) {
      assertThat(marked("disturbed-" + seed, new Disturbances(seed)))
          .as("seed " + seed)
          .isEqualTo(undisturbed);
    }
  }

  private byte[] marked(String name, Disturbances disturbances) throws Exception {
    RaceSpec race =
        new RaceSpec(
            List.of(
                candidate("slow", new TrainingConfig(3, 1, new OptimizerSpec.Sgd(1e-9f, 0))),
                candidate("fast", new TrainingConfig(3, 1, OptimizerSpec.Adam.defaults(5f)))),
            0.95,
            0,
            400,
            2,
            1,
            2,
            2000);
    try (MarkedLearners learners =
        new MarkedLearners(TestLearner.SPEC, race, REPLAY, directory.resolve(name), disturbances)) {
      learners.run(1200);
      assertThat(learners.learner().champion()).isEqualTo("fast");
      return learners.states();
    }
  }

  /** Rank r learns every second example from r on. */
  private static void runBoth(TestLearner one, TestLearner other, int from, int to) {
    for (int i = from; i < to; i++) {
      (i % 2 == 0 ? one : other).learn(i, i + 1);
      if (i % ROUND == ROUND - 1) {
        float[] sum = one.learner.freeze();
        float[] rest = other.learner.freeze();
        assertThat(rest).hasSameSizeAs(sum);
        for (int k = 0; k < sum.length; k++) {
          sum[k] += rest[k];
        }
        one.learner.commit(one.learner.round() + 1, sum.clone(), 2);
        other.learner.commit(other.learner.round() + 1, sum.clone(), 2);
      }
    }
  }

  @Test
  void twoReplicasAgreeAndAfterARescaleEachWayTheRaceGoesOn() {
    Path[] snapshots = {directory.resolve("s0"), directory.resolve("s1")};
    try (TestLearner one = open(SLOW, PLANTED, "one");
        TestLearner other = open(SLOW, PLANTED, "other")) {
      runBoth(one, other, 0, 100);
      assertThat(one.learner.standings()).isNotEmpty();
      LearnerState a = LearnerState.fromBytes(one.learner.toState(0, 2).toBytes());
      LearnerState b = LearnerState.fromBytes(other.learner.toState(1, 2).toBytes());
      assertThat(a.race().race()).isEqualTo(b.race().race());
      assertThat(a.replica().base()).isEqualTo(b.replica().base());
      one.snapshotTo(snapshots[0]);

      LearnerState alone = LearnerState.forRank(List.of(b, a), 0, 1, g -> true);
      try (TestLearner lone = restored(alone, snapshots[0], "lone")) {
        run(lone, 100, 480);
        assertThat(lone.learner.champion()).isEqualTo("fast");
        lone.snapshotTo(snapshots[1]);
        List<LearnerState> then = List.of(lone.learner.toState(0, 1));
        try (TestLearner first =
                restored(LearnerState.forRank(then, 0, 2, g -> g < 4), snapshots[1], "first");
            TestLearner second =
                restored(LearnerState.forRank(then, 1, 2, g -> g >= 4), snapshots[1], "second")) {
          runBoth(first, second, 480, 600);
          assertThat(first.learner.champion()).isEqualTo("fast");
          assertThat(first.learner.baseView()).isEqualTo(second.learner.baseView());
        }
      }

      runBoth(one, other, 100, 600);
      assertThat(one.learner.champion()).isEqualTo("fast");
      assertThat(other.learner.champion()).isEqualTo("fast");
      assertThat(one.learner.baseView()).isEqualTo(other.learner.baseView());
    }
  }

  private TestLearner restored(LearnerState state, Path snapshot, String name) {
    return TestLearner.restore(
        TestLearner.SPEC,
        SLOW,
        PLANTED,
        REPLAY,
        DriftConfig.NONE,
        state.toBytes(),
        snapshot,
        directory.resolve(name));
  }

  @Test
  void aStateFromWithinARoundIsSettledToThatOfTheRoundTakenOverOrNotBegun() {
    int promoting = promotingRound();
    Path snapshot = directory.resolve("within");
    try (TestLearner t = open(SLOW, PLANTED, "settled")) {
      run(t, 0, promoting * ROUND - 1);
      t.learn(promoting * ROUND - 1, promoting * ROUND);
      float[] payload = t.learner.freeze();
      t.learn(promoting * ROUND, promoting * ROUND + 5);
      LearnerState begun = LearnerState.fromBytes(t.state()).settled(TestLearner.SPEC, PLANTED);
      assertThat(begun.race().race().champion()).isEmpty();
      assertThat(begun.replica().frozen()).isNull();
      t.learner.accept(t.learner.round() + 1, payload, 1);
      assertThat(t.learner.phase()).isEqualTo(Phase.COMMITTED);
      assertThat(t.learner.champion()).as("until it is taken over").isEmpty();
      assertThat(t.learner.baseModel().candidate()).as("by the committed round").isEqualTo("fast");
      LearnerState settled = LearnerState.fromBytes(t.state()).settled(TestLearner.SPEC, PLANTED);
      t.snapshotTo(snapshot);
      float[] base = t.learner.baseView().clone();
      t.learner.apply();
      assertThat(t.learner.champion()).isEqualTo("fast");
      assertThat(t.learner.baseView()).isEqualTo(base);
      try (TestLearner other = restored(settled, snapshot, "after")) {
        assertThat(other.learner.champion()).isEqualTo("fast");
        assertThat(other.learner.baseView()).isEqualTo(base);
        assertThat(other.learner.parameters()).isEqualTo(t.learner.parameters());
      }
    }
  }

  /** The round that promotes in an undisturbed run, which begins with 1. */
  private int promotingRound() {
    List<RaceEvent> events = new ArrayList<>();
    try (TestLearner t = open(SLOW, PLANTED, "which")) {
      t.learner.onRace(events::add);
      run(t, 0, 600);
    }
    return (int) events.stream().filter(RaceEvent::promotion).findFirst().orElseThrow().round();
  }

  @Test
  void whatAnAbortedRoundHadIsInTheNext() {
    try (TestLearner t = open(SLOW, PLANTED, "aborted")) {
      run(t, 0, 100);
      float[] frozen = t.learner.freeze();
      t.learner.abort();
      assertThat(t.learner.freeze()).isEqualTo(frozen);
      t.learner.abort();
      t.learn(100, 108);
      int examples = frozen.length - 2 * Race.OWN_SUMS - Race.COMMON_SUMS;
      assertThat(t.learner.freeze()[examples]).isEqualTo(frozen[examples] + 8);
    }
  }
}
