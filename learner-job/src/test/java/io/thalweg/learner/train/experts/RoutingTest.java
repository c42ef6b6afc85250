package io.thalweg.learner.train.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.experts.Decision.Move;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private static final int ROWS = 400;
  private static final ExpertSpec THREE = new ExpertSpec(3, false);
  private static final ExpertSpec LATERAL = new ExpertSpec(3, true);

  private final SplittableRandom random = new SplittableRandom(4);

  /** Sums of a round in which each expert's losses scatter about a mean; NaN of one not asked. */
  private float[] round(Routing routing, int rows, double... means) {
    ExpertSums sums = new ExpertSums(means.length);
    for (int i = 0; i < rows; i++) {
      double common = random.nextDouble(0.5, 1.5);
      double[] losses = new double[means.length];
      for (int e = 0; e < losses.length; e++) {
        losses[e] = means[e] * common * random.nextDouble(0.9, 1.1);
      }
      sums.add(losses, routing.chosen());
    }
    sums.freeze();
    float[] payload = new float[ExpertSums.width(means.length)];
    sums.frozenInto(payload, 0);
    return payload;
  }

  private Routing settled(Routing from, ExpertSpec spec, double... means) {
    Routing routing = from;
    for (int i = 0; i < 10; i++) {
      Decision d = routing.after(round(routing, ROWS, means), 0, spec);
      assertThat(d.move()).isEqualTo(Move.STAY);
      routing = d.next();
    }
    return routing;
  }

  @Test
  void aLossThatStaysWhereItIsMovesNobody() {
    Routing routing = Routing.START;
    for (int i = 0; i < 3_000; i++) {
      Decision d = routing.after(round(routing, ROWS, 0.5, Double.NaN, Double.NaN), 0, THREE);
      assertThat(d.isSwitch()).as("round " + i).isFalse();
      routing = d.next();
    }
    assertThat(routing.seats()).hasSize(1);
  }

  @Test
  void aLossThatLeavesItsLevelTwiceAddsAnExpert() {
    Routing routing = settled(Routing.START, THREE, 0.5, Double.NaN, Double.NaN);
    Decision first = routing.after(round(routing, ROWS, 0.9, Double.NaN, Double.NaN), 0, THREE);
    assertThat(first.move()).isEqualTo(Move.SUSPECT);
    assertThat(first.next().seats()).isEqualTo(routing.seats());
    Decision second =
        first.next().after(round(routing, ROWS, 0.8, Double.NaN, Double.NaN), 0, THREE);
    assertThat(second.move()).isEqualTo(Move.ADD);
    assertThat(second.from()).isZero();
    assertThat(second.to()).isEqualTo(1);
    assertThat(second.next().chosen()).isEqualTo(1);
    assertThat(second.next().seats()).hasSize(2);
    assertThat(second.next().seats().get(1).regime()).isEqualTo(1);
  }

  @Test
  void oneBadRoundAddsNobody() {
    Routing routing = settled(Routing.START, THREE, 0.5, Double.NaN, Double.NaN);
    Decision bad = routing.after(round(routing, ROWS, 0.9, Double.NaN, Double.NaN), 0, THREE);
    Decision good = bad.next().after(round(routing, ROWS, 0.5, Double.NaN, Double.NaN), 0, THREE);
    assertThat(good.move()).isEqualTo(Move.STAY);
    assertThat(good.next().suspects()).isFalse();
  }

  @Test
  void anotherThatDoesBetterOnTheSameRowsIsRecalled() {
    Routing routing = settled(Routing.of(0, 2), THREE, 0.5, 0.9, Double.NaN);
    Decision d = routing.after(round(routing, ROWS, 0.9, 0.5, Double.NaN), 0, THREE);
    assertThat(d.move()).isEqualTo(Move.RECALL);
    assertThat(d.to()).isEqualTo(1);
    assertThat(d.next().recalled()).isEqualTo(1);
    assertThat(d.next().seats()).isEqualTo(routing.seats());
  }

  @Test
  void theBestOfSeveralIsRecalled() {
    Routing routing = settled(Routing.of(0, 3), THREE, 0.5, 0.9, 0.9);
    Decision d = routing.after(round(routing, ROWS, 0.9, 0.6, 0.5), 0, THREE);
    assertThat(d.to()).isEqualTo(2);
  }

  @Test
  void aHairBetterIsNotWorthASwitch() {
    Routing routing = settled(Routing.of(0, 2), THREE, 0.5, 0.51, Double.NaN);
    Decision d = routing.after(round(routing, 100_000, 0.5, 0.495, Double.NaN), 0, THREE);
    assertThat(d.move()).isEqualTo(Move.STAY);
  }

  @Test
  void fewRowsTellNothing() {
    Routing routing = settled(Routing.of(0, 2), THREE, 0.5, 0.9, Double.NaN);
    Decision d = routing.after(round(routing, 199, 5, 0.1, Double.NaN), 0, THREE);
    assertThat(d.move()).isEqualTo(Move.WAIT);
    assertThat(d.next().seats()).isEqualTo(routing.seats());
    Decision none = d.next().after(new float[ExpertSums.width(3)], 0, THREE);
    assertThat(none.next()).isEqualTo(d.next());
  }

  @Test
  void smallRoundsDecideTogether() {
    Routing routing = settled(Routing.of(0, 2), THREE, 0.5, 0.9, Double.NaN);
    for (int i = 0; i < 3; i++) {
      Decision d = routing.after(round(routing, 60, 5, 0.1, Double.NaN), 0, THREE);
      assertThat(d.move()).isEqualTo(Move.WAIT);
      routing = d.next();
    }
    Decision d = routing.after(round(routing, 60, 5, 0.1, Double.NaN), 0, THREE);
    assertThat(d.move()).isEqualTo(Move.RECALL);
    assertThat(d.next().waiting()).isEmpty();
  }

  @Test
  void whoWasChosenLongestAgoGivesWay() {
    Routing routing = settled(Routing.of(2, 3), THREE, 0.9, 0.9, 0.5);
    routing = routing.after(round(routing, ROWS, 0.5, 0.9, 0.9), 0, THREE).next();
    assertThat(routing.chosen()).isZero();
    routing = settled(routing, THREE, 0.5, 0.9, 0.9);
    Decision d = leave(routing, THREE);
    assertThat(d.move()).isEqualTo(Move.ADD);
    assertThat(d.to()).as("which never was chosen").isEqualTo(1);
    assertThat(d.next().seats().get(1).regime()).isEqualTo(3);
    routing = settled(d.next(), THREE, 0.9, 0.5, 0.9);
    d = leave(routing, THREE);
    assertThat(d.to()).isEqualTo(2);
    assertThat(d.next().seats().get(2).regime()).isEqualTo(4);
  }

  /** The chosen one's level is left while the others are worse still. */
  private Decision leave(Routing from, ExpertSpec spec) {
    double[] means = {3, 3, 3};
    means[from.chosen()] = 1.5;
    Decision first = from.after(round(from, ROWS, means), 0, spec);
    assertThat(first.move()).isEqualTo(Move.SUSPECT);
    return first.next().after(round(first.next(), ROWS, means), 0, spec);
  }

  @Test
  void progressiveColumnsGiveWayToNobodyAndTheLastOneFollows() {
    Routing last = settled(Routing.of(2, 3), LATERAL, 0.9, 0.9, 0.5);
    Decision d = leave(last, LATERAL);
    assertThat(d.move()).isEqualTo(Move.FOLLOW);
    assertThat(d.to()).isEqualTo(2);
    assertThat(d.next().seats().get(2).regime()).as("replay of before isn't its").isEqualTo(3);
    Routing early = settled(Routing.of(0, 3), LATERAL, 0.5, 0.9, 0.9);
    Decision e = leave(early, LATERAL);
    assertThat(e.move()).isEqualTo(Move.FOLLOW);
    assertThat(e.isSwitch()).isTrue();
    assertThat(e.to()).isEqualTo(2);
    assertThat(e.next().recalled()).isZero();
  }

  @Test
  void rowsOfARoundInWhichOneRegimeFollowedAnotherAreNobodys() {
    Routing routing = settled(Routing.START, THREE, 0.5, 0.9, 0.9);
    Routing added = leave(routing, THREE).next();
    assertThat(added.rounds()).isEqualTo(12);
    assertThat(added.regimeOf(0)).isZero();
    assertThat(added.regimeOf(8)).isZero();
    assertThat(added.regimeOf(9)).as("may have come late").isEqualTo(-1);
    assertThat(added.regimeOf(10)).as("suspected").isEqualTo(-1);
    assertThat(added.regimeOf(11)).as("sure").isEqualTo(1);
    assertThat(added.regimeOf(12)).isEqualTo(1);
    Routing back = settled(added, THREE, 0.9, 0.5, 0.9);
    back = back.after(round(back, ROWS, 0.5, 0.9, 0.9), 0, THREE).next();
    assertThat(back.regimeOf(20)).isEqualTo(1);
    assertThat(back.regimeOf(21)).isEqualTo(-1);
    assertThat(back.regimeOf(22)).isEqualTo(-1);
    assertThat(back.regimeOf(23)).isZero();
    assertThat(back.regimeOf(0)).isZero();
  }

  @Test
  void aSuspectedRoundBeforeARecallIsNobodys() {
    Routing routing = settled(Routing.of(0, 2), THREE, 0.5, 0.9, Double.NaN);
    Decision d = routing.after(round(routing, ROWS, 0.9, 0.9, Double.NaN), 0, THREE);
    assertThat(d.move()).isEqualTo(Move.SUSPECT);
    Routing back = d.next().after(round(d.next(), ROWS, 0.9, 0.5, Double.NaN), 0, THREE).next();
    assertThat(back.chosen()).isEqualTo(1);
    assertThat(back.regimeOf(8)).isZero();
    assertThat(back.regimeOf(9)).isEqualTo(-1);
    assertThat(back.regimeOf(10)).isEqualTo(-1);
    assertThat(back.regimeOf(11)).isEqualTo(-1);
    assertThat(back.regimeOf(12)).isEqualTo(1);
  }

  @Test
  void whatIsLongPastIsForgotten() {
    Routing routing = Routing.of(0, 2);
    for (int i = 0; i < 80; i++) {
      double[] means = {i % 2 == 0 ? 0.9 : 0.5, i % 2 == 0 ? 0.5 : 0.9, Double.NaN};
      routing = routing.after(round(routing, ROWS, means), 0, THREE).next();
    }
    assertThat(routing.recalled()).isEqualTo(80);
    assertThat(routing.regimesByRound()).hasSize(64);
    assertThat(routing.regimeOf(0)).isEqualTo(-1);
    assertThat(routing.regimeOf(routing.rounds())).isZero();
  }

  @Test
  void aSlowRiseIsFollowedByTheExpertThatLearns() {
    Routing routing = settled(Routing.START, THREE, 0.5, Double.NaN, Double.NaN);
    for (int i = 1; i <= 100; i++) {
      double mean = 0.5 + 0.002 * i;
      Decision d = routing.after(round(routing, ROWS, mean, Double.NaN, Double.NaN), 0, THREE);
      assertThat(d.isSwitch()).as("round " + i).isFalse();
      routing = d.next();
    }
  }

  @Test
  void comesBackFromItsBytes() throws IOException {
    Routing routing = leave(settled(Routing.of(0, 2), THREE, 0.5, 0.9, 0.9), THREE).next();
    routing = routing.after(round(routing, 7, 5, 0.1, 0.2), 0, THREE).next();
    assertThat(routing.waiting()).hasSize(9);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    routing.write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(Routing.read(in)).isEqualTo(routing);
    assertThat(in.available()).isZero();
  }
}
