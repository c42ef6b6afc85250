package io.thalweg.learner.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** False alarms on coins that stay the same, and delays after the error rate has jumped. */
class DetectionRatesTest {
  private static final int STREAMS = 100;
  private static final int BEFORE = 2_000;

  private record Case(DriftSpec spec, int falseAlarms, int missed, int meanDelay) {}

  /** The jump is from 20 % to 50 %. Bounds leave room for the seeds, not for another method. */
  private static final List<Case> CASES =
      List.of(
          new Case(new DriftSpec.Adwin(0.002), 2, 0, 110),
          new Case(new DriftSpec.Ddm(30, 2, 3), 30, 6, 250),
          new Case(new DriftSpec.HddmA(0.001, 0.005), 8, 0, 90),
          new Case(new DriftSpec.HddmW(0.001, 0.005, 0.05), 20, 0, 60),
          new Case(new DriftSpec.PageHinkley(30, 0.005, 50, 0.9999), 5, 0, 260));

  @Test
  void changesAreFoundSoonAndFewAreSeenWhereThereAreNone() {
    for (Case c : CASES) {
      int falseAlarms = 0;
      int missed = 0;
      double delay = 0;
      for (int seed = 0; seed < STREAMS; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] stream =
            Streams.join(
                Streams.bernoulli(random, BEFORE, 0.2), Streams.bernoulli(random, 1_000, 0.5));
        List<Integer> drifts =
            Streams.drifts(Detectors.open(c.spec(), Detectors.Direction.UP), stream);
        falseAlarms += drifts.stream().anyMatch(i -> i < BEFORE) ? 1 : 0;
        int found =
            drifts.stream().mapToInt(i -> i).filter(i -> i >= BEFORE).findFirst().orElse(-1);
        missed += found < 0 ? 1 : 0;
        delay += found < 0 ? 0 : found - BEFORE;
      }
      String figures =
          "%s: %d of %d streams with a false alarm, %d missed, mean delay %.1f"
              .formatted(c.spec(), falseAlarms, STREAMS, missed, delay / (STREAMS - missed));
      assertThat(falseAlarms).as(figures).isLessThanOrEqualTo(c.falseAlarms());
      assertThat(missed).as(figures).isLessThanOrEqualTo(c.missed());
      assertThat(delay / (STREAMS - missed)).as(figures).isLessThanOrEqualTo(c.meanDelay());
    }
  }

  /** Theorem 3.1 of its paper bounds it by delta for each look; each of these has 312. */
  @Test
  void adwinRaisesNoAlarmOnMostStreamsThatDoNotChange() {
    int alarms = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      double[] stream = Streams.bernoulli(new SplittableRandom(1_000 + seed), 10_000, 0.3);
      alarms += Streams.drifts(Detectors.open(new DriftSpec.Adwin(0.002)), stream).size();
    }
    assertThat(alarms).isLessThanOrEqualTo(3);
  }

  @Test
  void fallsOfTheErrorDoNotCountWhereOnlyRisesAreAskedFor() {
    SplittableRandom random = new SplittableRandom(5);
    double[] stream =
        Streams.join(Streams.bernoulli(random, 2_000, 0.6), Streams.bernoulli(random, 2_000, 0.1));
    DriftSpec adwin = new DriftSpec.Adwin(0.002);
    DriftSpec kswin = new DriftSpec.Kswin(0.0001, 100, 30, 1);
    assertThat(Streams.drifts(Detectors.open(adwin), stream)).isNotEmpty();
    assertThat(Streams.drifts(Detectors.open(adwin, Detectors.Direction.UP), stream)).isEmpty();
    assertThat(Streams.drifts(Detectors.open(kswin), stream)).isNotEmpty();
    assertThat(Streams.drifts(Detectors.open(kswin, Detectors.Direction.UP), stream)).isEmpty();
  }
}
