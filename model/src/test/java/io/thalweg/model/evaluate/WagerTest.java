package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WagerTest {
  private static final double ALPHA = 0.1;
  private static final int RUNS = 1_000;
  private static final int VALUES = 1_500;

  /** From -1 to 2 with mean 0, each made of uniform numbers from 0 to 1. */
  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private enum Values {
    /** As far apart as they can be. */
    COIN(u -> u < 2 / 3.0 ? -1 : 2),
    UNIFORM(u -> 2 * u - 1),
    /** Hardly apart. */
    NARROW(u -> 0.01 * (2 * u - 1)),
    /** A little below 0 as a rule, rarely far above. */
    RARE(u -> u < 0.01 ? 1.98 : -0.02);

    private final DoubleUnaryOperator of;

    Values(DoubleUnaryOperator of) {
      this.of = of;
    }
  }

  /** Values until the doubt is at most alpha, or -1. */
  private static int values(DoubleUnaryOperator of, SplittableRandom random) {
    Wager w = Wager.over(-1, 2);
    for (int i = 1; i <= VALUES; i++) {
      w = w.with(of.applyAsDouble(random.nextDouble()));
      if (w.doubt() <= ALPHA) {
        return i;
      }
    }
    return -1;
  }

  @ParameterizedTest
  @EnumSource
  void whoLooksAfterEveryValueIsMisledInNoMoreThanAlphaOfTheRuns(Values values) {
    int misled = 0;
    for (int run = 0; run < RUNS; run++) {
      misled += values(values.of, new SplittableRandom(7919L * run)) > 0 ? 1 : 0;
    }
    assertThat(misled).isLessThanOrEqualTo((int) (ALPHA * RUNS));
  }

  /** A wealth that is checked against 1/alpha only in the end would be no test of this. */
  @Test
  void itMisleadsNowAndThenSoThatItWastesLittle() {
    int misled = 0;
    for (int run = 0; run < RUNS; run++) {
      misled += values(Values.UNIFORM.of, new SplittableRandom(7919L * run)) > 0 ? 1 : 0;
    }
    assertThat(misled).isGreaterThan((int) (ALPHA * RUNS / 5));
  }

  @Test
  void itSaysSoonerThanTheConfidenceSequenceThatAMeanIsAboveZero() {
    long own = 0;
    long sequence = 0;
    for (int run = 0; run < 100; run++) {
      DoubleUnaryOperator better = u -> 0.15 + 0.8 * (2 * u - 1);
      own += values(better, new SplittableRandom(run));
      ConfidenceSequence c = ConfidenceSequence.over(-1, 2, ALPHA);
      SplittableRandom random = new SplittableRandom(run);
      while (c.lower() <= 0) {
        c = c.with(better.applyAsDouble(random.nextDouble()));
        sequence++;
      }
    }
    assertThat(own).isPositive().isLessThan(sequence * 2 / 3);
  }

  @Test
  void itIsWhatThePapersFormulaSays() {
    SplittableRandom random = new SplittableRandom(3);
    Wager w = Wager.over(-1, 2);
    double wealth = 1;
    double most = 1;
    double[] x = new double[300];
    for (int t = 0; t < x.length; t++) {
      double sum = 0;
      for (int i = 0; i < t; i++) {
        sum += x[i];
      }
      double mean = sum / (t + 1);
      // The supposed value before the first is 0, with a variance of half the range squared.
      double variance = (1.5 * 1.5 + mean * mean) / (t + 1);
      for (int i = 0; i < t; i++) {
        variance += (x[i] - mean) * (x[i] - mean) / (t + 1);
      }
      x[t] = 2.7 * random.nextDouble() * random.nextDouble() - 0.7;
      double bet = Math.max(0, Math.min(0.75, mean / (variance + mean * mean)));
      wealth *= 1 + bet * x[t];
      most = Math.max(most, wealth);
      w = w.with(x[t]);
      assertThat(Math.exp(w.logWealth())).isCloseTo(wealth, within(1e-9 * wealth));
      assertThat(w.doubt()).isCloseTo(1 / most, within(1e-9));
    }
  }

  @Test
  void nobodyLosesAllOfIt() {
    Wager w = Wager.over(-1, 1);
    for (int i = 0; i < 10; i++) {
      w = w.with(1);
    }
    assertThat(w.with(-1).logWealth()).isBetween(w.logWealth() - 1.4, w.logWealth() - 1.38);
  }

  @Test
  void aRangeWithoutZeroInsideIsRefused() {
    assertThatThrownBy(() -> Wager.over(0, 1))
        .hasMessage("values from 0.0 to 1.0: want a range with 0 inside");
  }
}
