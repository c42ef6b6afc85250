package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfidenceSequenceTest {
  private static final double ALPHA = 0.1;
  private static final int RUNS = 600;
  private static final int VALUES = 1_500;

  /** From -1 to 1, each made of uniform numbers from 0 to 1; with its mean. */
  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private enum Values {
    /** As far apart as they can be. */
    COIN(u -> u < 0.3 ? 1 : -1, -0.4),
    UNIFORM(u -> 2 * u - 1, 0),
    /** Hardly apart. */
    NARROW(u -> 0.02 + 0.01 * (2 * u - 1), 0.02),
    /** Nearly always 0. */
    RARE(u -> u < 0.01 ? 1 : 0, 0.01);

    private final DoubleUnaryOperator of;
    private final double mean;

    Values(DoubleUnaryOperator of, double mean) {
      this.of = of;
      this.mean = mean;
    }
  }

  /** How many of the runs have the mean outside at any time. */
  private static int misses(Values values, int portion) {
    int misses = 0;
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(7919L * run + portion);
      ConfidenceSequence c = ConfidenceSequence.over(-1, 1, ALPHA);
      boolean missed = false;
      for (int i = 0; i < VALUES / portion; i++) {
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < portion; k++) {
          double x = values.of.applyAsDouble(random.nextDouble());
          sum += x;
          squares += x * x;
        }
        c = c.with(portion, sum, squares);
        missed |= c.lower() > values.mean || c.upper() < values.mean;
      }
      misses += missed ? 1 : 0;
    }
    return misses;
  }

  @ParameterizedTest
  @EnumSource
  void whoLooksAfterEveryValueFindsTheMeanOutsideInNoMoreThanAlphaOfTheRuns(Values values) {
    assertThat(misses(values, 1)).isLessThanOrEqualTo((int) (ALPHA * RUNS));
  }

  @ParameterizedTest
  @EnumSource
  void soDoesWhoHearsOfPortionsOnly(Values values) {
    assertThat(misses(values, 100)).isLessThanOrEqualTo((int) (ALPHA * RUNS));
  }

  @Test
  void anIntervalForOneLookIsOutsideFarMoreOftenWhenLookedAtAllTheTime() {
    int misses = 0;
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(7919L * run + 1);
      double sum = 0;
      boolean missed = false;
      for (int n = 1; n <= VALUES; n++) {
        sum += Values.UNIFORM.of.applyAsDouble(random.nextDouble());
        missed |= n > 30 && Math.abs(sum / n) > 1.645 * Math.sqrt(1.0 / 3 / n);
      }
      misses += missed ? 1 : 0;
    }
    assertThat(misses).isGreaterThan((int) (3 * ALPHA * RUNS));
  }

  /** At the same alpha Hoeffding's interval for one look is 2 * sqrt(ln(2/alpha) / 2n). */
  @Test
  void whereValuesAreNearEachOtherItIsFarNarrowerThanTheirRangeAsks() {
    ConfidenceSequence c = ConfidenceSequence.over(-1, 1, ALPHA);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < VALUES; i++) {
      c = c.with(Values.NARROW.of.applyAsDouble(random.nextDouble()));
    }
    double hoeffding = 4 * Math.sqrt(Math.log(2 / ALPHA) / 2 / VALUES);
    assertThat(c.upper() - c.lower()).isLessThan(hoeffding / 5);
    assertThat(c.lower()).isPositive();
  }

  @Test
  void itIsWhatThePapersFormulaSays() {
    double alpha = 0.05;
    ConfidenceSequence c = ConfidenceSequence.over(2, 6, alpha);
    SplittableRandom random = new SplittableRandom(3);
    double bets = 0;
    double won = 0;
    double cost = 0;
    double sum = 0;
    double squares = 0;
    for (int t = 1; t <= 200; t++) {
      double y = random.nextDouble() * random.nextDouble(); // from 0 to 1
      double mean = (0.5 + sum) / t;
      double variance = squares / t - Math.pow((sum - 0.5 * (t - 1)) / t, 2) + 0.25 / t;
      double bet =
          Math.min(0.75, Math.sqrt(2 * Math.log(2 / alpha) / (variance * t * Math.log(1 + t))));
      bets += bet;
      won += bet * y;
      cost += (y - mean) * (y - mean) * (-Math.log(1 - bet) - bet);
      sum += y;
      squares += (y - 0.5) * (y - 0.5);
      c = c.with(2 + 4 * y);
      double radius = (Math.log(2 / alpha) + cost) / bets;
      assertThat(c.mean()).isCloseTo(2 + 4 * won / bets, within(1e-9));
      assertThat(c.lower()).isCloseTo(Math.max(2, 2 + 4 * (won / bets - radius)), within(1e-9));
      assertThat(c.upper()).isCloseTo(Math.min(6, 2 + 4 * (won / bets + radius)), within(1e-9));
    }
  }

  @Test
  void beforeTheFirstValueItIsTheRange() {
    ConfidenceSequence c = ConfidenceSequence.over(-2, 3, 0.5);
    assertThat(c.lower()).isEqualTo(-2);
    assertThat(c.upper()).isEqualTo(3);
    assertThat(c.mean()).isNaN();
    assertThat(c.with(0, 0, 0)).isEqualTo(c);
  }

  @Test
  void aRangeOrAnAlphaThatIsNoneIsRefused() {
    assertThatThrownBy(() -> ConfidenceSequence.over(1, 1, 0.5))
        .hasMessage("values from 1.0 to 1.0, alpha=0.5: want a range, and alpha between 0 and 1");
    assertThatThrownBy(() -> ConfidenceSequence.over(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itsStateIsNineNumbersInTheirOrder() throws IOException {
    ConfidenceSequence c = ConfidenceSequence.over(-1, 1, 0.05).with(0.5).with(40, 3, 2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    c.write(new DataOutputStream(bytes));
    assertThat(bytes.size()).isEqualTo(72);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(in.readDouble()).isEqualTo(-1);
    in.reset();
    assertThat(ConfidenceSequence.read(in)).isEqualTo(c);
  }
}
