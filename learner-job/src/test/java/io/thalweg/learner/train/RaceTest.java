package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.Verdict.Why;
import io.thalweg.model.optimize.OptimizerSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who wins and who doesn't, by differences of losses that are made up or come of small models. */
class RaceTest {
  private static final int RUNS = 200;
  private static final int ROUND = 512;

  private static RaceSpec spec(int challengers, long halveEvery) {
    return spec(challengers, halveEvery, challengers);
  }

  private static RaceSpec spec(int challengers, long halveEvery, int atOnce) {
    List<CandidateSpec> all =
        IntStream.range(0, challengers)
            .mapToObj(
                i ->
                    new CandidateSpec(
                        "c" + i,
                        TestLearner.SPEC,
                        new TrainingConfig(1, 0, new OptimizerSpec.Sgd(0.1f, 0))))
            .toList();
    return new RaceSpec(all, 0.95, 0, halveEvery, atOnce, 1, 32, 1);
  }

  /** By how much a challenger's loss on the next row is below the champion's. */
  private interface Source {
    double next(int challenger);
  }

  private static float[] round(PairedSums sums, int challengers, Source source) {
    for (int row = 0; row < ROUND; row++) {
      double[][] better = new double[challengers][1];
      for (int c = 0; c < challengers; c++) {
        better[c][0] = Math.max(-1, Math.min(1, source.next(c)));
      }
      sums.add(better, 1);
    }
    sums.freeze(false);
    int length = Race.COMMON_SUMS + Race.OWN_SUMS * challengers;
    float[] payload = new float[length];
    sums.frozenInto(payload, 0, length);
    return payload;
  }

  /** Examples until somebody was promoted, or -1. */
  private static long promotedAfter(RaceSpec spec, int rounds, Source source) {
    Race race = Race.START.begun(spec);
    PairedSums sums = new PairedSums(spec.block(), race.running().size());
    for (int r = 1; r <= rounds && !race.running().isEmpty(); r++) {
      Verdict verdict = race.after(round(sums, race.running().size(), source), 0, spec);
      sums.goOn(race, verdict);
      if (verdict.promoted().isPresent()) {
        return (long) r * ROUND;
      }
      race = verdict.race();
    }
    return -1;
  }

  /** Differences of two that are equally good. */
  private enum Equals {
    INDEPENDENT {
      @Override
      Source source(SplittableRandom random) {
        return c -> 0.3 * random.nextGaussian();
      }
    },
    /** Nearly always 0, else as far apart as counts. */
    HEAVY_TAILED {
      @Override
      Source source(SplittableRandom random) {
        return c -> random.nextInt(20) == 0 ? (random.nextBoolean() ? 5 : -5) : 0;
      }
    },
    /** Rows come in runs of 16 that are nearly the same. */
    IN_RUNS {
      @Override
      Source source(SplittableRandom random) {
        double[] level = {0};
        int[] left = {0};
        return c -> {
          if (left[0]-- == 0) {
            level[0] = 0.3 * random.nextGaussian();
            left[0] = 15;
          }
          return level[0] + 0.05 * random.nextGaussian();
        };
      }
    },
    /** An autoregression, whose rows 8 apart still resemble each other. */
    AUTOCORRELATED {
      @Override
      Source source(SplittableRandom random) {
        double[] x = {0};
        return c -> x[0] = 0.9 * x[0] + 0.1 * random.nextGaussian();
      }
    },
    /** Two logistic regressions that learn the same rows by steps with a noise of their own. */
    LEARNING {
      @Override
      Source source(SplittableRandom random) {
        OnlineLogit one = new OnlineLogit(random);
        OnlineLogit other = new OnlineLogit(random);
        return c -> {
          double[] x = {random.nextGaussian(), random.nextGaussian(), 1};
          int y = random.nextDouble() < 1 / (1 + Math.exp(-(x[0] - 2 * x[1]))) ? 1 : 0;
          return one.learn(x, y) - other.learn(x, y);
        };
      }
    };

    abstract Source source(SplittableRandom random);
  }

  /** Says what a row's loss was before it was learned. */
  private static final class OnlineLogit {
    private final SplittableRandom random;
    private final double[] w = new double[3];

    OnlineLogit(SplittableRandom random) {
      this.random = random;
      for (int i = 0; i < w.length; i++) {
        w[i] = 0.1 * random.nextGaussian();
      }
    }

    double learn(double[] x, int y) {
      double z = w[0] * x[0] + w[1] * x[1] + w[2] * x[2];
      double p = 1 / (1 + Math.exp(-z));
      for (int i = 0; i < w.length; i++) {
        w[i] -= 0.05 * ((p - y) * x[i] + 0.3 * random.nextGaussian());
      }
      return -Math.log(Math.max(1e-9, y == 1 ? p : 1 - p));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoThatAreEquallyGoodTheOtherIsPromotedInAtMostOneOfTwentyRuns(Equals equals) {
    RaceSpec spec = spec(1, Long.MAX_VALUE); // nobody is dropped: it may win at any time
    int promoted = 0;
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(104_729L * run + equals.name().hashCode());
      promoted += promotedAfter(spec, 60, equals.source(random)) >= 0 ? 1 : 0;
    }
    assertThat(promoted).isLessThanOrEqualTo(RUNS / 20);
  }

  @Test
  void soItIsWithManyAtOnce() {
    RaceSpec spec = spec(8, Long.MAX_VALUE);
    int promoted = 0;
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(run);
      promoted += promotedAfter(spec, 20, Equals.HEAVY_TAILED.source(random)) >= 0 ? 1 : 0;
    }
    assertThat(promoted).isLessThanOrEqualTo(RUNS / 20);
  }

  @Test
  void oneThatIsBetterByATwentiethWithinASpreadOfThreeTenthsIsPromotedWithin20000Rows() {
    RaceSpec spec = spec(4, Long.MAX_VALUE);
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(run);
      Source source = c -> (c == 2 ? 0.05 : 0) + 0.3 * random.nextGaussian();
      assertThat(promotedAfter(spec, 40, source)).as("run " + run).isBetween(1L, 20_000L);
    }
  }

  @Test
  void oneThatIsBetterByAFifthIsPromotedWithin4000Rows() {
    RaceSpec spec = spec(1, Long.MAX_VALUE);
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(run);
      Source source = c -> 0.2 + 0.5 * random.nextGaussian();
      assertThat(promotedAfter(spec, 40, source)).as("run " + run).isBetween(1L, 4_000L);
    }
  }

  private static Race at(RaceSpec spec, double... means) {
    Race race = Race.START.begun(spec);
    return race.after(sums(means), 0, spec).race();
  }

  /** 16 blocks each. */
  private static float[] sums(double... means) {
    float[] sums = new float[Race.COMMON_SUMS + Race.OWN_SUMS * means.length];
    sums[0] = ROUND;
    for (int c = 0; c < means.length; c++) {
      int at = Race.COMMON_SUMS + Race.OWN_SUMS * c;
      sums[at] = 16;
      sums[at + 1] = (float) (16 * means[c]);
      sums[at + 2] = (float) (16 * means[c] * means[c]);
    }
    return sums;
  }

  @Test
  void eachRungDropsTheWorseHalfAndTheLastOneUnlessItWasBetter() {
    RaceSpec spec = spec(5, ROUND);
    Race race = at(spec, 0.01, -0.01, 0.03, 0, 0.02);
    assertThat(race.names()).containsExactly("c2", "c4");
    assertThat(race.over()).containsExactlyInAnyOrder("c0", "c1", "c3");
    race = race.after(sums(-0.01, 0.01), 0, spec).race();
    assertThat(race.names()).containsExactly("c4");
    assertThat(race.after(sums(0.01), 0, spec).race().names()).containsExactly("c4");
    assertThat(race.after(sums(-0.01), 0, spec).race().names()).isEmpty();
  }

  @Test
  void aRungInWhichNoBlockWasFilledDropsNobodyUntilThereIsOne() {
    RaceSpec spec = spec(2, ROUND);
    float[] unfilled = new float[Race.COMMON_SUMS + 2 * Race.OWN_SUMS];
    unfilled[0] = ROUND;
    Race race = Race.START.begun(spec).after(unfilled, 0, spec).race();
    assertThat(race.names()).containsExactly("c0", "c1");
    assertThat(race.after(sums(-0.01, 0.01), 0, spec).race().names()).containsExactly("c1");
  }

  @Test
  void betweenTwoRungsNobodyIsDroppedThatIsNotSurelyWorse() {
    RaceSpec spec = spec(2, Long.MAX_VALUE);
    Race race = at(spec, 0.01, -0.01);
    assertThat(race.names()).containsExactly("c0", "c1");
    Verdict verdict = race.after(sums(0, -0.9), 0, spec);
    for (int i = 0; i < 3; i++) {
      verdict =
          verdict.race().running().size() == 2
              ? verdict.race().after(sums(0, -0.9), 0, spec)
              : verdict;
    }
    assertThat(verdict.race().names()).containsExactly("c0");
    assertThat(verdict.left()).singleElement().extracting(Verdict.Left::why).isEqualTo(Why.WORSE);
  }

  @Test
  void whereReleasesAreHeldThePromotionWaitsForTheFirstRoundInWhichTheyAreNot() {
    RaceSpec spec = spec(1, Long.MAX_VALUE);
    float[] held = sums(0.9);
    held[1] = 1;
    Race race = Race.START.begun(spec);
    for (int i = 0; i < 6; i++) {
      Verdict verdict = race.after(held, 0, spec);
      assertThat(verdict.promoted()).isEmpty();
      race = verdict.race();
    }
    Verdict verdict = race.after(sums(0), 0, spec);
    assertThat(verdict.promoted()).isPresent();
    assertThat(verdict.race().champion()).isEqualTo("c0");
    assertThat(verdict.race().promotions()).isEqualTo(1);
  }

  @Test
  void afterAPromotionTheOthersAreTestedAnewAndMoreStrictly() {
    RaceSpec spec = spec(2, Long.MAX_VALUE);
    Race race = Race.START.begun(spec);
    while (race.promotions() == 0) {
      race =
          race.after(
                  sums(race.running().size() == 2 ? new double[] {0.9, 0.1} : new double[] {0.1}),
                  0,
                  spec)
              .race();
    }
    assertThat(race.names()).containsExactly("c1");
    assertThat(race.running().get(0).test().count()).isZero();
    assertThat(race.running().get(0).test().alpha()).isCloseTo(0.05 / (2 * 2 * 3), within(1e-12));
  }

  @Test
  void allWrongPromotionsTogetherAreNoMoreProbableThanTheConfidenceSays() {
    RaceSpec spec = spec(3, 1);
    double sum = 0;
    for (int promotions = 0; promotions < 10_000; promotions++) {
      sum += 3 * spec.alpha(promotions);
    }
    assertThat(sum).isBetween(0.0499, 0.05);
  }

  @Test
  void oneThatHasDivergedAnywhereIsDroppedEverywhere() {
    RaceSpec spec = spec(2, Long.MAX_VALUE);
    float[] sums = sums(0, 0);
    sums[Race.COMMON_SUMS + 3] = 1;
    Verdict verdict = Race.START.begun(spec).after(sums, 0, spec);
    assertThat(verdict.race().names()).containsExactly("c1");
    assertThat(verdict.left())
        .singleElement()
        .extracting(Verdict.Left::why)
        .isEqualTo(Why.DIVERGED);
  }

  @Test
  void noMoreThanAtOnceRunAndWhoHasHadItsTurnDoesNotComeAgain() {
    RaceSpec spec = spec(5, ROUND, 2);
    List<String> order = new ArrayList<>();
    Race race = Race.START;
    for (int i = 0; i < 20; i++) {
      race = race.begun(spec);
      race.names().stream().filter(n -> !order.contains(n)).forEach(order::add);
      assertThat(race.running().size()).isLessThanOrEqualTo(2);
      if (!race.running().isEmpty()) {
        race =
            race.after(sums(race.running().stream().mapToDouble(r -> -0.01).toArray()), 0, spec)
                .race();
      }
    }
    assertThat(order).containsExactly("c0", "c1", "c2", "c3", "c4");
    assertThat(race.running()).isEmpty();
  }

  @Test
  void theFirstExamplesDoNotCount() {
    RaceSpec all = spec(1, Long.MAX_VALUE);
    RaceSpec later = new RaceSpec(all.challengers(), 0.95, ROUND + 1, Long.MAX_VALUE, 1, 1, 32, 1);
    Race race = Race.START.begun(later);
    race = race.after(sums(0.5), 0, later).race();
    race = race.after(sums(0.5), 0, later).race();
    assertThat(race.running().get(0).test().count()).isZero();
    race = race.after(sums(0.5), 0, later).race();
    assertThat(race.running().get(0).test().count()).isEqualTo(16);
  }

  @Test
  void itsStateSaysAll() throws IOException {
    Race race = at(spec(5, ROUND), 0.01, -0.01, 0.03, 0, 0.02);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    race.write(new DataOutputStream(bytes));
    Race read = Race.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read).isEqualTo(race);
  }
}
