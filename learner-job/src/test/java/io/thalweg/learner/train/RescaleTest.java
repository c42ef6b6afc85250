package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.experts.ExpertsState;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Regularizer;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.DescentState;
import io.thalweg.model.optimize.RateState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RescaleTest {
  private static final int GROUPS = 12;
  private static final RowLayout LAYOUT = new RowLayout(1);
  private static final float[] BASE = {1, 2};

  /** Rank {@code r} of {@code worldSize}: waiting rows in all of its groups, two of each. */
  private static LearnerState state(int r, int worldSize, long round, float[] base) {
    FreshRows fresh = new FreshRows(LAYOUT, 1);
    for (int again = 0; again < 2; again++) {
      for (int group = 0; group < GROUPS; group++) {
        if (owner(group, worldSize) == r) {
          fresh.add("g" + group + "-" + again, group, Origin.UNKNOWN, new byte[LAYOUT.rowBytes()]);
        }
      }
    }
    int n = r + 1;
    return new LearnerState(
        r,
        worldSize,
        new ReplicaState(
            round,
            new float[] {base[0] + n, base[1] - n},
            base,
            new double[] {100, 5, 6},
            new double[] {n, 10 * n, 100 * n},
            10L * n,
            3,
            new float[] {0.5f, 1},
            null,
            5,
            ExpertsState.NONE),
        new OptimizerState(40L * n, new float[][] {{n, 10 * n}, {1, 1}}),
        100L * n,
        1000L * n,
        60_000L * n,
        new byte[0],
        new PrequentialCounts(7L * n, 5L * n, 0.5 * n, n, n, 0, 0),
        WaitingRows.of(fresh),
        new Totals(n, 2L * n, 3L * n, n),
        new Reach(),
        Totals.NONE,
        new StrategyState(
            7L * n,
            Map.of("held", new float[] {n, 2}, "later", n == 1 ? new float[0] : new float[] {5})),
        RaceState.NONE,
        10L * n,
        new byte[0]);
  }

  private static int owner(int group, int worldSize) {
    return group * worldSize / GROUPS;
  }

  private static List<LearnerState> team(int worldSize) {
    List<LearnerState> team = new ArrayList<>();
    for (int r = worldSize - 1; r >= 0; r--) { // a union list has no order
      team.add(state(r, worldSize, 4, BASE));
    }
    return team;
  }

  private static LearnerState rank(List<LearnerState> old, int rank, int worldSize) {
    return LearnerState.fromBytes(
        LearnerState.forRank(old, rank, worldSize, g -> owner(g, worldSize) == rank).toBytes());
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "3, 2", "3, 1", "1, 4", "4, 3"})
  void everyWaitingExampleGoesToItsOwnerOnceAndNoFigureIsLostOrDoubled(int before, int after) {
    List<LearnerState> old = team(before);
    List<String> ids = new ArrayList<>();
    PrequentialCounts figures = PrequentialCounts.NONE;
    long steps = 0;
    long replayed = 0;
    long leftOut = 0;
    long openExamples = 0;
    double[] openStatistics = new double[3];
    Totals base = Totals.NONE;
    for (int rank = 0; rank < after; rank++) {
      LearnerState s = rank(old, rank, after);
      assertThat(s.rank()).isEqualTo(rank);
      assertThat(s.worldSize()).isEqualTo(after);
      FreshRows waiting = new FreshRows(LAYOUT, 1);
      s.waiting().addTo(waiting);
      for (int i = 0; i < waiting.size(); i++) {
        assertThat(owner(waiting.group(i), after)).isEqualTo(rank);
        ids.add(waiting.id(i));
        assertThat(waiting.id(i)).startsWith("g" + waiting.group(i) + "-");
      }
      figures = figures.plus(s.carried()).plus(s.counts());
      base = base.plus(s.baseTotals());
      steps += s.steps();
      replayed += s.examplesReplayed();
      leftOut += s.leftOut();
      openExamples += s.replica().openExamples() + s.replica().carriedExamples();
      for (int i = 0; i < 3; i++) {
        openStatistics[i] += s.replica().openStatistics()[i];
      }
      assertThat(s.newestEventMillis()).isEqualTo(60_000L * before);
      assertThat(s.replica().round()).isEqualTo(4);
      assertThat(s.replica().base()).containsExactly(BASE);
      assertThat(s.replica().parameters()).containsExactly(BASE);
      assertThat(s.replica().statistics()).containsExactly(100, 5, 6);
    }
    int sum = before * (before + 1) / 2;
    assertThat(leftOut).isEqualTo(10L * sum);
    assertThat(ids).hasSize(2 * GROUPS).doesNotHaveDuplicates();
    for (int group = 0; group < GROUPS; group++) {
      assertThat(ids.indexOf("g" + group + "-0")).isLessThan(ids.indexOf("g" + group + "-1"));
    }
    assertThat(figures)
        .isEqualTo(new PrequentialCounts(7L * sum, 5L * sum, 0.5 * sum, sum, sum, 0, 0));
    assertThat(base).isEqualTo(new Totals(sum, 2L * sum, 3L * sum, sum));
    assertThat(steps).isEqualTo(100L * sum);
    assertThat(replayed).isEqualTo(1000L * sum);
    assertThat(openExamples).isEqualTo(10L * sum + 3L * before);
    assertThat(openStatistics).containsExactly(sum, 10 * sum, 100 * sum);
  }

  @Test
  void openDeltasOfTheOldAreCarriedWithTheirExamples() {
    LearnerState heir = rank(team(2), 0, 3);
    // 10 * 1 + 20 * 2 for the deltas (1, -1) and (2, -2), and what the old ones carried themselves.
    assertThat(heir.replica().carriedDelta()).containsExactly(50 + 2 * 0.5f, -50 + 2f);
    assertThat(rank(team(2), 1, 3).replica().carriedDelta()).isEmpty();
    LearnerState again = rank(List.of(heir, rank(team(2), 1, 3), rank(team(2), 2, 3)), 0, 1);
    assertThat(again.replica().carriedDelta()).containsExactly(heir.replica().carriedDelta());
    assertThat(again.replica().carriedExamples()).isEqualTo(heir.replica().carriedExamples());
    assertThat(again.carried()).isEqualTo(heir.carried());
  }

  @Test
  void whatIsHeldOnToIsTheMeanWeightedByStepsOverThoseThatHaveIt() {
    for (int rank = 0; rank < 3; rank++) {
      StrategyState s = rank(team(2), rank, 3).strategy();
      assertThat(s.sinceConsolidation()).isEqualTo(14);
      assertThat(s.vectors().get("held")).containsExactly(5 / 3f, 2);
      assertThat(s.vectors().get("later")).containsExactly(5);
    }
  }

  @Test
  void whoHasNotConsolidatedYetLeavesTheAnchorsOfTheOthersWhereTheyAre() {
    float[] anchor = {3, -2};
    for (Supplier<Regularizer> open :
        List.<Supplier<Regularizer>>of(
            () -> Regularizer.ewc(new Regularization.Ewc(1, 1, 1), 2),
            () -> Regularizer.si(new Regularization.Si(1, 1), 2))) {
      Regularizer holds = open.get();
      holds.rowGradient(new float[] {2, 1});
      holds.moved(new float[] {-2, 1}, new float[] {2, -1}, anchor);
      holds.consolidate(anchor);
      StrategyState mean =
          StrategyState.mean(
              List.of(
                  new StrategyState(0, holds.state()), new StrategyState(0, open.get().state())),
              List.of(3L, 2L));
      Regularizer heir = open.get();
      heir.restore(mean.vectors());
      assertThat(heir.penalty(anchor)).as("at the anchor").isLessThan(1e-9);
      assertThat(heir.penalty(new float[] {0, 0})).isGreaterThan(0.1);
    }
  }

  @Test
  void whatIsHeldOnToIsWeightedBySharesOfTheWholePastAfterASecondRescale() {
    List<LearnerState> three = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      LearnerState s = rank(team(2), rank, 3);
      three.add(
          new LearnerState(
              rank,
              3,
              s.replica(),
              s.optimizer(),
              s.steps(),
              s.examplesReplayed(),
              s.newestEventMillis(),
              s.prequential(),
              s.carried(),
              s.waiting(),
              s.baseTotals(),
              s.reach(),
              s.frozenTotals(),
              new StrategyState(0, Map.of("held", new float[] {rank})),
              RaceState.NONE,
              0,
              s.probes()));
    }
    assertThat(three).extracting(LearnerState::steps).containsExactly(300L, 0L, 0L);
    assertThat(rank(three, 0, 1).strategy().vectors().get("held")).containsExactly(1);
  }

  @Test
  void momentsAreTheMeanWeightedBySteps() {
    for (int rank = 0; rank < 3; rank++) {
      OptimizerState o = rank(team(2), rank, 3).optimizer();
      assertThat(o.steps()).isEqualTo(80);
      // (40 * 1 + 80 * 2) / 120
      assertThat(o.slots()[0][0]).isCloseTo(5f / 3, within(1e-6f));
      assertThat(o.slots()[0][1]).isCloseTo(50f / 3, within(1e-5f));
      assertThat(o.slots()[1]).containsExactly(new float[] {1, 1}, within(1e-6f));
    }
  }

  @Test
  void theLearningRateStandsWhereThatOfTheLearnerWithMostStepsDoes() {
    List<OptimizerState> old =
        List.of(descent(5, new RateState(2, 3, 9), 0), descent(7, new RateState(4, 2, 8), 0));
    assertThat(OptimizerState.merged(old, false).descent().rate())
        .isEqualTo(new RateState(4, 2, 8));
  }

  @Test
  void gradientsThatWaitForAStepGoToRank0() {
    List<OptimizerState> old =
        List.of(
            descent(5, RateState.START, 2),
            descent(6, RateState.START, 0),
            descent(7, RateState.START, 3));
    DescentState heir = OptimizerState.merged(old, true).descent();
    assertThat(heir.accumulated()).isEqualTo(5);
    assertThat(heir.gradientSum()).containsExactly(5, 50);
    DescentState other = OptimizerState.merged(old, false).descent();
    assertThat(other.accumulated()).isZero();
    assertThat(other.gradientSum()).isEmpty();
  }

  /**
   * The mean of row sums is the row sum of the mean, so the factors of the mean are its factors.
   */
  @Test
  void factoredMomentsOfDifferentLengthsAreAveragedSlotBySlot() {
    OptimizerState a = adafactor(3, new float[][] {{1, 3}, {2, 1, 1}, {8}});
    OptimizerState b = adafactor(1, new float[][] {{5, 7}, {6, 5, 1}, {4}});
    float[][] slots = OptimizerState.merged(List.of(a, b), true).slots();
    assertThat(slots[0]).containsExactly(2, 4);
    assertThat(slots[1]).containsExactly(3, 2, 1);
    assertThat(slots[2]).containsExactly(7);
  }

  private static OptimizerState descent(long steps, RateState rate, int gradients) {
    float[] sum = gradients == 0 ? new float[0] : new float[] {gradients, 10 * gradients};
    return new OptimizerState(new DescentState("sgd", steps, new float[0][], rate, gradients, sum));
  }

  private static OptimizerState adafactor(long steps, float[][] slots) {
    return new OptimizerState(
        new DescentState("adafactor", steps, slots, RateState.START, 0, new float[0]));
  }

  @Test
  void asManyLearnersAsBeforeTakeTheirOwnState() {
    List<LearnerState> old = team(3);
    for (int rank = 0; rank < 3; rank++) {
      assertThat(LearnerState.forRank(old, rank, 3, g -> false).toBytes())
          .isEqualTo(state(rank, 3, 4, BASE).toBytes());
    }
    List<LearnerState> twice = List.of(old.get(0), old.get(1), old.get(1));
    assertThatThrownBy(() -> LearnerState.forRank(twice, 0, 3, g -> true))
        .hasMessage("no state of rank 0 in the checkpoint");
  }

  @Test
  void learnersOfDifferentBasesAreRefused() {
    List<LearnerState> rounds = List.of(state(0, 2, 4, BASE), state(1, 2, 5, BASE));
    assertThatThrownBy(() -> rank(rounds, 0, 3))
        .hasMessage("learners differ at the base: rank 0 round 4, rank 1 round 5");
    List<LearnerState> bits = List.of(state(0, 2, 4, BASE), state(1, 2, 4, new float[] {1, 3}));
    assertThatThrownBy(() -> rank(bits, 0, 3))
        .hasMessage("learners differ at the base: rank 0 round 4, rank 1 round 4");
  }
}
