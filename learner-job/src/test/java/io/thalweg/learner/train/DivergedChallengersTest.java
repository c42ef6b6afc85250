package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Challengers whose numbers leave all bounds, alone or in a team of two. */
class DivergedChallengersTest {
  private static final int ROUND = 24;

  /** Learns nothing to speak of. */
  private static final TrainingConfig SLOW = sgd(1e-9f);

  private static final RaceSpec FAST = race(candidate("fast", sgd(1e-2f)));

  private static final ReplaySpec REPLAY =
      TestLearner.replay(Retention.RESERVOIR, new ReplaySpec.UniformByRow(), Duration.ZERO);

  @TempDir private Path directory;

  private static TrainingConfig sgd(float rate) {
    return new TrainingConfig(4, 0, new OptimizerSpec.Sgd(rate, 0.5f));
  }

  private static CandidateSpec candidate(String name, TrainingConfig training) {
    return new CandidateSpec(name, TestLearner.SPEC, training);
  }

  private static RaceSpec race(CandidateSpec... challengers) {
    return new RaceSpec(List.of(challengers), 0.95, 20, 1_000_000, 2, 1, 2, 50);
  }

  private TestLearner open(RaceSpec race, String name) {
    return TestLearner.open(TestLearner.SPEC, SLOW, race, REPLAY, directory.resolve(name));
  }

  /** After one step; what comes of it are floats still, or none any more. */
  @ParameterizedTest
  @ValueSource(floats = {1e31f, 1e35f, Float.MAX_VALUE})
  void whatIsTooLongForARoundStaysOutOfItAndTheOthersGoOn(float rate) {
    List<RaceEvent> events = new ArrayList<>();
    RaceSpec race = race(candidate("wild", sgd(rate)), candidate("calm", SLOW));
    try (TestLearner t = open(race, "wild")) {
      t.learner.onRace(events::add);
      t.learn(0, 2);
      t.learner.commitAlone();
      t.learn(2, 4);
      float[] payload = t.learner.freeze();
      for (float x : payload) {
        assertThat(Math.abs(x)).isLessThan(1e30f);
      }
      assertThat(payload[payload.length - 2 * Race.OWN_SUMS + 3]).as("says that it has").isOne();
      assertThat(payload[payload.length - 1]).as("the other one has not").isZero();
      t.learner.commit(t.learner.round() + 1, payload, 1);
      assertThat(events).singleElement().extracting(RaceEvent::challenger).isEqualTo("wild");
      assertThat(t.learner.standings()).extracting(Standing::challenger).containsExactly("calm");
      t.learn(4, ROUND);
      t.learner.commitAlone();
      assertThat(t.learner.totals().examples()).isEqualTo(ROUND);
    }
  }

  @Test
  void oneOfTwoLossesThatIsInfiniteIsAsFarFromTheOtherAsCountsAndTwoAreEqual() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(PairedSums.better(infinite, infinite, 50)).isZero();
    assertThat(PairedSums.better(infinite, 3, 50)).isOne();
    assertThat(PairedSums.better(3, infinite, 50)).isEqualTo(-1);
    assertThat(PairedSums.better(30, 20, 50)).isEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1e30f})
  void aNumberThatARoundCannotSumHasDiverged(float wild) {
    assertThat(PairedSums.isDiverged(new float[] {1, wild, 2})).isTrue();
    assertThat(PairedSums.isDiverged(new float[] {1, 9e29f, -9e29f})).isFalse();
  }

  /** The rows of the second learner make its loss no number, or its parameters too long. */
  @ParameterizedTest
  @CsvSource({"1e4, 1e33, 1e4", "1, 1e38, 1", "1, 6e31, 1e9"})
  void whoDivergesBetweenTheFreezeAndThePromotionGoesOnFromTheBase(
      double y, float label, double yThen) {
    try (TestLearner one = open(FAST, "one");
        TestLearner other = open(FAST, "other")) {
      int next = untilPromoted(one, other);
      learnWild(other, next, y, label);
      learnWild(other, next + 4, yThen, label);
      LearnerState settled = LearnerState.fromBytes(other.state()).settled(TestLearner.SPEC, FAST);
      List.of(one, other).forEach(t -> t.learner.apply());

      assertThat(other.learner.champion()).isEqualTo("fast");
      assertThat(other.learner.parameters()).isEqualTo(other.learner.baseView());
      assertThat(other.learner.openExamples()).as("their round is due").isEqualTo(8);
      LearnerState then = other.learner.toState(0, 1);
      assertThat(settled.replica().parameters()).isEqualTo(then.replica().parameters());
      assertThat(settled.replica().openExamples()).isEqualTo(8);
      assertThat(settled.optimizer().steps()).isEqualTo(then.optimizer().steps()).isZero();
      assertThat(settled.optimizer().slots()).isDeepEqualTo(then.optimizer().slots());

      int to = next + 8 + 4 * ROUND;
      for (int i = next + 8; i < to; i += ROUND) {
        learn(one, other, i);
        float[] sum = reduce(one, other);
        List.of(one, other).forEach(t -> t.learner.commit(t.learner.round() + 1, sum.clone(), 2));
      }
      assertThat(other.learner.baseView()).isEqualTo(one.learner.baseView());
      assertThat(PairedSums.isDiverged(other.learner.parameters())).isFalse();
      assertThat(one.learner.totals().examples() + other.learner.totals().examples()).isEqualTo(to);
      assertThat(other.learner.openExamples()).isZero();
    }
  }

  private static void learn(TestLearner one, TestLearner other, int from) {
    for (int i = from; i < from + ROUND; i++) {
      (i % 2 == 0 ? one : other).learn(i, i + 1);
    }
  }

  private static float[] reduce(TestLearner one, TestLearner other) {
    float[] sum = one.learner.freeze();
    float[] rest = other.learner.freeze();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += rest[i];
    }
    return sum;
  }

  /** Up to where the round that promotes is committed and not taken over; the next example. */
  private static int untilPromoted(TestLearner one, TestLearner other) {
    for (int i = 0; i < 1200; i += ROUND) {
      learn(one, other, i);
      float[] sum = reduce(one, other);
      List.of(one, other).forEach(t -> t.learner.accept(t.learner.round() + 1, sum.clone(), 2));
      if (one.learner.baseModel().candidate().equals("fast")) {
        return i + ROUND;
      }
      List.of(one, other).forEach(t -> t.learner.apply());
    }
    throw new AssertionError("nobody was promoted");
  }

  private static void learnWild(TestLearner t, int from, double y, float label) {
    for (int i = from; i < from + 4; i++) {
      byte[] row = TestLearner.row(i, TestLearner.x(i), y);
      ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).putFloat(RowLayout.LABEL, label);
      t.learn(i, row);
    }
  }
}
