package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.rollout.CanaryConfig.AtEnd;
import io.thalweg.serving.rollout.CanaryDecision.Hold;
import io.thalweg.serving.rollout.CanaryDecision.Promote;
import io.thalweg.serving.rollout.CanaryDecision.Rollback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decided about canaries whose losses, failures and times are made up. */
class CanaryTrialTest {
  private static final int RUNS = 200;
  private static final int LABELS = 40_000;
  private static final double CLIP = 2 * Math.log(2);
  private static final long CHAMPION = 7;
  private static final long CANARY = 8;

  private static CanaryConfig config(Map<Guard, Tolerance> guards) {
    return new CanaryConfig(
        0.1,
        Duration.ofMinutes(10),
        0.95,
        guards,
        20,
        OptionalDouble.empty(),
        1_000_000,
        Duration.ofHours(1),
        AtEnd.ROLLBACK);
  }

  private static Map<Guard, Tolerance> loss(double relative) {
    return Map.of(Guard.LOSS, new Tolerance(relative, 0));
  }

  private static CanaryTrial trial(CanaryConfig config) {
    return new CanaryTrial(config, CHAMPION, CANARY, OptionalDouble.of(CLIP), 0);
  }

  /** The loss of a model whose skill never changes, on the next request. */
  private interface Stream {
    /** Moves on to the next request. */
    double next();
  }

  /** Log losses of a binary model, in streams that make it harder or easier for a while. */
  private enum Difficulty {
    INDEPENDENT {
      @Override
      Stream stream(SplittableRandom random) {
        return () -> logLoss(random, 0.3);
      }
    },
    /** An autoregression: requests a hundred apart still resemble each other. */
    AUTOCORRELATED {
      @Override
      Stream stream(SplittableRandom random) {
        double[] level = {0};
        return () -> {
          level[0] = 0.98 * level[0] + 0.2 * random.nextGaussian();
          return logLoss(random, 0.5 / (1 + Math.exp(-level[0])));
        };
      }
    },
    /** Half an hour of easy requests, half an hour of hopeless ones. */
    IN_BLOCKS {
      @Override
      Stream stream(SplittableRandom random) {
        int[] i = {0};
        return () -> logLoss(random, i[0]++ / 500 % 2 == 0 ? 0.05 : 0.5);
      }
    },
    /** A label in fifty is a surprise. */
    RARE {
      @Override
      Stream stream(SplittableRandom random) {
        return () -> random.nextInt(50) == 0 ? 1 : 0.02;
      }
    };

    abstract Stream stream(SplittableRandom random);

    /** Wrong with this probability, by varying confidence. */
    static double logLoss(SplittableRandom random, double wrong) {
      double confidence = 0.5 + 0.45 * random.nextDouble();
      return -Math.log(random.nextDouble() < wrong ? 1 - confidence : confidence);
    }
  }

  /** What was decided, after so many labels of both. */
  private record End(CanaryDecision decision, int labels) {}

  /** A canary whose loss on each request is the champion's times {@code factor}. */
  private static End run(
      CanaryConfig config, Stream stream, double factor, SplittableRandom random) {
    CanaryTrial trial = trial(config);
    CanaryDecision decision = trial.look(1);
    for (int i = 1; i <= LABELS; i++) {
      double loss = stream.next();
      if (random.nextInt(10) == 0) {
        trial.outcome(CANARY, 1, factor * loss);
      } else {
        trial.outcome(CHAMPION, 1, loss);
      }
      if (i % 20 == 0) {
        decision = trial.look(1);
        if (!(decision instanceof Hold)) {
          return new End(decision, i);
        }
      }
    }
    return new End(decision, LABELS);
  }

  private static List<End> runs(double tolerance, Difficulty difficulty, double factor, int seed) {
    List<End> ends = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random =
          new SplittableRandom(1_000_003L * run + seed + difficulty.name().hashCode());
      ends.add(run(config(loss(tolerance)), difficulty.stream(random.split()), factor, random));
    }
    return ends;
  }

  private static long count(List<End> ends, Predicate<CanaryDecision> which) {
    return ends.stream().filter(e -> which.test(e.decision())).count();
  }

  /**
   * False is a rollback of a version that is the champion itself, and a promotion of it as better.
   * That it is promoted as not worse is what is to happen. Without a tolerance nothing keeps the
   * first from happening but the test.
   */
  @ParameterizedTest
  @EnumSource
  void theChampionItselfIsFalselyJudgedInAtMostFiveOfAHundredRuns(Difficulty difficulty) {
    List<End> ends = runs(0, difficulty, 1, 11);
    long rolledBack = count(ends, Rollback.class::isInstance);
    long better = count(ends, Promote.class::isInstance);
    assertThat(rolledBack + better).isLessThanOrEqualTo(RUNS / 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"INDEPENDENT", "AUTOCORRELATED", "IN_BLOCKS"})
  void theChampionItselfIsPromotedAsNotWorse(Difficulty difficulty) {
    List<End> ends = runs(0.1, difficulty, 1, 23);
    assertThat(count(ends, d -> d.reason().startsWith("not worse: loss")))
        .isGreaterThanOrEqualTo(RUNS * 95 / 100);
    assertThat(count(ends, Rollback.class::isInstance)).isLessThanOrEqualTo(RUNS / 20);
  }

  /** Labels of both sides, of which a tenth is the canary's. */
  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 1.5, 3500",
    "AUTOCORRELATED, 1.5, 3500",
    "IN_BLOCKS, 1.5, 3500",
    "RARE, 1.5, 32000",
    "INDEPENDENT, 1.25, 14000",
    "AUTOCORRELATED, 1.25, 14000",
    "IN_BLOCKS, 1.25, 14000"
  })
  void aCanaryThatIsWorseIsRolledBackInTime(Difficulty difficulty, double factor, int labels) {
    List<End> ends = runs(0.05, difficulty, factor, 37);
    assertThat(
            ends.stream()
                .filter(e -> e.decision() instanceof Rollback && e.labels() <= labels)
                .count())
        .isGreaterThanOrEqualTo(RUNS * 9 / 10);
    assertThat(count(ends, Promote.class::isInstance)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 0.7, 2500",
    "AUTOCORRELATED, 0.7, 2500",
    "IN_BLOCKS, 0.7, 2500",
    "RARE, 0.7, 24000"
  })
  void aCanaryThatIsBetterIsPromotedInTime(Difficulty difficulty, double factor, int labels) {
    List<End> ends = runs(0.05, difficulty, factor, 41);
    assertThat(
            ends.stream()
                .filter(e -> e.decision() instanceof Promote && e.labels() <= labels)
                .count())
        .isGreaterThanOrEqualTo(RUNS * 9 / 10);
    assertThat(count(ends, Rollback.class::isInstance)).isZero();
  }

  /** Who looks at an interval for one look after every block sees what isn't there. */
  @Test
  void anIntervalForOneLookWouldJudgeFalselyFarMoreOften() {
    int judged = 0;
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(run);
      double sum = 0;
      double squares = 0;
      boolean falsely = false;
      for (int block = 1; block <= 2_000; block++) {
        double d = 0.2 * random.nextGaussian();
        sum += d;
        squares += d * d;
        falsely |= block > 20 && Math.abs(sum) > 1.96 * Math.sqrt(squares);
      }
      judged += falsely ? 1 : 0;
    }
    assertThat(judged).isGreaterThan(RUNS / 4);
  }

  /** Answers between two looks; the machine is slow for both sides now and then. */
  private static End answers(
      CanaryConfig config, int looks, double failing, double slower, SplittableRandom random) {
    CanaryTrial trial = trial(config);
    CanaryDecision decision = trial.look(0);
    double load = 0;
    for (int look = 1; look <= looks; look++) {
      load = 0.9 * load + 0.3 * random.nextGaussian();
      for (int i = random.nextInt(200); i > 0; i--) {
        boolean canary = random.nextInt(10) == 0;
        double nanos = 50_000 * Math.exp(load + 0.3 * random.nextGaussian());
        if (random.nextDouble() < (canary ? failing : 0) + 0.002 * Math.exp(load)) {
          trial.failed(canary ? CANARY : CHAMPION);
        } else {
          trial.answered(canary ? CANARY : CHAMPION, (long) ((canary ? slower : 1) * nanos));
        }
      }
      decision = trial.look(look);
      if (!(decision instanceof Hold)) {
        return new End(decision, look);
      }
    }
    return new End(decision, looks);
  }

  private static List<End> answers(
      Map<Guard, Tolerance> guards, int looks, double failing, double slower) {
    List<End> ends = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(7_777_777L * run + 3);
      ends.add(answers(config(guards), looks, failing, slower, random));
    }
    return ends;
  }

  private static final Map<Guard, Tolerance> BY_ANSWERS =
      Map.of(Guard.ERRORS, new Tolerance(0, 0.01), Guard.LATENCY, new Tolerance(0, 0.1));

  @Test
  void aCanaryThatFailsAsOftenAndAnswersAsFastAsTheChampionIsPromoted() {
    List<End> ends = answers(BY_ANSWERS, 4_000, 0, 1);
    assertThat(count(ends, Promote.class::isInstance)).isGreaterThanOrEqualTo(RUNS * 95 / 100);
  }

  @Test
  void withoutToleranceItIsFalselyRolledBackInAtMostFiveOfAHundredRuns() {
    Map<Guard, Tolerance> none =
        Map.of(Guard.ERRORS, new Tolerance(0, 0), Guard.LATENCY, new Tolerance(0, 0));
    List<End> ends = answers(none, 2_000, 0, 1);
    assertThat(count(ends, Rollback.class::isInstance)).isLessThanOrEqualTo(RUNS / 20);
  }

  @Test
  void aCanaryThatFailsOneRequestInTenIsRolledBackWithin300Looks() {
    List<End> ends = answers(BY_ANSWERS, 300, 0.1, 1);
    assertThat(count(ends, d -> d.reason().startsWith("worse: errors")))
        .isGreaterThanOrEqualTo(RUNS * 9 / 10);
  }

  @Test
  void aCanaryThatTakesTwiceAsLongIsRolledBackWithin200Looks() {
    List<End> ends = answers(BY_ANSWERS, 200, 0, 2);
    assertThat(count(ends, d -> d.reason().startsWith("worse: latency")))
        .isGreaterThanOrEqualTo(RUNS * 9 / 10);
  }

  @Test
  void whatWasAnsweredBeforeTheTrialDoesNotCount() {
    CanaryTrial trial =
        new CanaryTrial(config(loss(0)), CHAMPION, CANARY, OptionalDouble.of(CLIP), 1_000);
    trial.outcome(CHAMPION, 999, 0.5);
    trial.outcome(CANARY, 1_000, 0.5);
    trial.outcome(CHAMPION, 1_000, 0.5);
    trial.outcome(CHAMPION + 5, 1_000, 0.5);
    Evidence evidence = trial.look(1_001).evidence();
    assertThat(evidence.championLabels()).isEqualTo(1);
    assertThat(evidence.canaryLabels()).isEqualTo(1);
  }

  @Test
  void whereNothingIsBeyondDoubtItEndsAsConfigured() {
    CanaryTrial trial = trial(config(loss(0.05)));
    assertThat(trial.look(3_599_999)).isInstanceOf(Hold.class);
    assertThat(trial.look(3_600_000))
        .isInstanceOfSatisfying(
            Rollback.class,
            d -> assertThat(d.reason()).isEqualTo("undecided after 0 labels and 3600 s"));
    CanaryConfig twoLabels =
        new CanaryConfig(
            0.1,
            Duration.ofMinutes(10),
            0.95,
            loss(0.05),
            20,
            OptionalDouble.empty(),
            2,
            Duration.ofHours(1),
            AtEnd.PROMOTE);
    CanaryTrial other = trial(twoLabels);
    other.outcome(CANARY, 5, 1);
    assertThat(other.look(6)).isInstanceOf(Hold.class);
    other.outcome(CANARY, 5, 1);
    assertThat(other.look(6)).isInstanceOf(Promote.class);
  }

  @Test
  void withoutLabelsACanaryIsNotPromotedForBeingFastAndSound() {
    CanaryTrial trial =
        trial(
            config(
                Map.of(Guard.LOSS, new Tolerance(0.05, 0), Guard.ERRORS, new Tolerance(0, 0.05))));
    CanaryDecision decision = trial.look(0);
    for (int look = 1; look <= 2_000; look++) {
      trial.answered(CANARY, 5);
      trial.answered(CHAMPION, 5);
      decision = trial.look(look);
    }
    assertThat(decision).isInstanceOf(Hold.class);
    assertThat(decision.evidence().guards())
        .filteredOn(f -> f.guard() == Guard.ERRORS)
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.verdict()).isEqualTo(Verdict.TOLERABLE);
              assertThat(f.blocks()).isEqualTo(2_000);
              assertThat(f.lower()).isLessThan(0);
              assertThat(f.upper()).isGreaterThan(0);
              assertThat(f.tolerableDoubt()).isLessThan(f.alpha());
            });
  }

  /** A squared error has no scale of its own. */
  @Test
  void withoutAClipTheScaleOfLossesIsToldFromTheChampionsFirstOnes() {
    CanaryTrial trial =
        new CanaryTrial(config(loss(0.05)), CHAMPION, CANARY, OptionalDouble.empty(), 0);
    SplittableRandom random = new SplittableRandom(12);
    CanaryDecision decision = trial.look(0);
    int labels = 0;
    while (decision instanceof Hold && labels < LABELS) {
      double error = 300 * random.nextGaussian();
      boolean canary = random.nextInt(10) == 0;
      trial.outcome(canary ? CANARY : CHAMPION, 0, error * error * (canary ? 2 : 1));
      decision = trial.look(0);
      labels++;
    }
    assertThat(decision).isInstanceOf(Rollback.class);
    assertThat(labels).isBetween(LossBlocks.SCALE_OUTCOMES, 8_000);
  }

  @Test
  void aLossThatIsNoNumberCountsAsTheLargest() {
    CanaryTrial trial = trial(config(loss(0.05)));
    CanaryDecision decision = trial.look(0);
    for (int i = 0; i < 2_000 && decision instanceof Hold; i++) {
      trial.outcome(i % 10 == 0 ? CANARY : CHAMPION, 0, i % 10 == 0 ? Double.NaN : 0.6);
      decision = trial.look(0);
    }
    assertThat(decision).isInstanceOf(Rollback.class);
    assertThat(decision.evidence().guards().get(0).canary()).isEqualTo(CLIP);
  }
}
