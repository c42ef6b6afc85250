package io.thalweg.ingestion.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rates and moments of the concepts against what their definitions say. */
final class ConceptsTest {
  private static final Offset<Double> NEAR = within(0.006);

  @ParameterizedTest
  @CsvSource({"8, 0.32", "9, 0.405", "7, 0.245", "9.5, 0.45125"})
  void seaHasTheShareOfTheTriangleBelowItsThreshold(double threshold, double share) {
    Sample clean = new Sample(Concepts.sea(threshold, 0));
    assertThat(clean.share(1)).isCloseTo(share, NEAR);
    for (int i = 0; i < 3; i++) {
      assertThat(clean.mean(i)).isCloseTo(5, within(0.03));
      assertThat(clean.deviation(i)).isCloseTo(10 / Math.sqrt(12), within(0.03));
    }
    assertThat(new Sample(Concepts.sea(threshold, 0.1)).share(1))
        .isCloseTo(0.9 * share + 0.1 * (1 - share), NEAR);
  }

  /** The shares are MOA 2024.07's, of two million rows each; so are the moments. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.6717", "2, 0.3850", "3, 0.5348", "4, 0.3851", "5, 0.4000",
    "6, 0.4005", "7, 0.4863", "8, 0.9799", "9, 0.4864", "10, 0.9977"
  })
  void agrawalsGroupAIsAsLargeAsInMoa(int function, double share) {
    Sample sample = new Sample(Concepts.agrawal(function, 0.05));
    assertThat(sample.share(0)).isCloseTo(share, NEAR);
    assertThat(sample.mean(0)).isCloseTo(84_989, within(400.0));
    assertThat(sample.deviation(0)).isCloseTo(37_618, within(250.0));
    assertThat(sample.mean(1)).isCloseTo(17_981, within(250.0));
    assertThat(sample.deviation(1)).isCloseTo(24_301, within(200.0));
    assertThat(sample.mean(2)).isCloseTo(50, within(0.2));
    assertThat(sample.deviation(2)).isCloseTo(17.62, within(0.1));
    assertThat(sample.mean(3)).isCloseTo(2, within(0.02));
    assertThat(sample.mean(4)).isCloseTo(9.5, within(0.06));
    assertThat(sample.mean(5)).isCloseTo(4, within(0.03));
    assertThat(sample.mean(7)).isCloseTo(15.5, within(0.1));
    assertThat(sample.deviation(8)).isCloseTo(144_637, within(800.0));
  }

  /** Which isn't in MOA, whose blurred values end at a tenth of the range. */
  @Test
  void agrawalsHousesAreWorthLessTheHigherTheirZipCode() {
    Sample sample = new Sample(Concepts.agrawal(1, 0));
    for (int zipcode = 0; zipcode < 9; zipcode++) {
      int at = zipcode;
      double share = sample.mean((row, c) -> row[5] == at ? 1 : 0);
      double value = sample.mean((row, c) -> row[5] == at ? row[6] : 0) / share;
      assertThat(value / ((9 - zipcode) * 100_000)).isCloseTo(1, within(0.01));
    }
  }

  @Test
  void aHyperplaneHalvesTheCubeAndItsNoiseTurnsClassesRound() {
    assertThat(new Sample(Concepts.hyperplane(10, 0, 0, 1)).share(1)).isCloseTo(0.5, NEAR);
    Hyperplane still = new Hyperplane(10, 0, 0.05, 1);
    double[] weights = still.weights();
    Sample sample = new Sample(still);
    assertThat(sample.mean((row, c) -> side(weights, row) == c ? 1 : 0)).isCloseTo(0.95, NEAR);
    assertThat(still.weights()).isEqualTo(weights);
  }

  @Test
  void aHyperplanesWeightsMoveEachBySoMuchARowAndTurnNowAndThen() {
    Hyperplane moving = new Hyperplane(4, 0.001, 0, 5);
    double[] values = new double[4];
    SplittableRandom random = new SplittableRandom(1);
    double[] last = moving.weights();
    int[] turns = new int[4];
    double[] direction = new double[4];
    for (int i = 0; i < 100_000; i++) {
      moving.draw(random, values);
      double[] now = moving.weights();
      for (int w = 0; w < 4; w++) {
        double step = now[w] - last[w];
        assertThat(Math.abs(step)).isCloseTo(0.001, within(1e-9));
        turns[w] += i > 0 && step * direction[w] < 0 ? 1 : 0;
        direction[w] = step;
      }
      last = now;
    }
    // 99 times a chance of one in ten each: beyond 1 to 25 once in ten thousand.
    for (int n : turns) {
      assertThat(n).isBetween(1, 25);
    }
  }

  private static int side(double[] weights, double[] row) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * (row[i] - 0.5);
    }
    return sum >= 0 ? 1 : 0;
  }

  @Test
  void ofARadialBasisRowsLieAroundTheirCentreAtANormalDistance() {
    RandomRbf one = new RandomRbf(10, 5, 1, 0, 3);
    Sample sample = new Sample(one);
    double[] centre = one.centre(0);
    for (int i = 0; i < 10; i++) {
      assertThat(sample.mean(i)).isCloseTo(centre[i], NEAR);
    }
    double squares = sample.mean((row, c) -> squaredDistance(row, centre));
    assertThat(Math.sqrt(squares)).isCloseTo(one.deviation(0), NEAR);
    double fourths = sample.mean((row, c) -> Math.pow(squaredDistance(row, centre), 2));
    assertThat(fourths / squares / squares).as("kurtosis").isCloseTo(3, within(0.1));
  }

  @Test
  void centresMoveBySoMuchARowAndStayInTheCube() {
    RandomRbf moving = new RandomRbf(3, 2, 5, 0.01, 3);
    double[] values = new double[3];
    SplittableRandom random = new SplittableRandom(1);
    int straight = 0;
    for (int i = 0; i < 5_000; i++) {
      double[] before = moving.centre(2);
      moving.draw(random, values);
      double[] after = moving.centre(2);
      for (double x : after) {
        assertThat(x).isBetween(0.0, 1.0);
      }
      straight += Math.abs(squaredDistance(before, after) - 1e-4) < 1e-9 ? 1 : 0;
    }
    assertThat(straight).isBetween(4_800, 4_999);
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  /** 74 % is the optimal Bayes rate that the literature gives for noise of 10 %. */
  @ParameterizedTest
  @CsvSource({"0", "3", "7"})
  void theBestGuessOfADigitIsRightInSeventyFourOfAHundred(int swapped) {
    Sample sample = new Sample(Concepts.led(swapped, 0.1));
    for (int digit = 0; digit < 10; digit++) {
      assertThat(sample.share(digit)).isCloseTo(0.1, NEAR);
    }
    assertThat(sample.mean((row, digit) -> nearest(row, swapped) == digit ? 1 : 0))
        .isCloseTo(0.74, NEAR);
    assertThat(sample.mean(20)).isCloseTo(0.5, NEAR);
  }

  private static int nearest(double[] row, int swapped) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int digit = 0; digit < 10; digit++) {
      int wrong = 0;
      for (int i = 0; i < 7; i++) {
        boolean lit = row[i < swapped ? 7 + i : i] == 1;
        wrong += lit == Led.isLit(digit, i) ? 0 : 1;
      }
      if (wrong < least) {
        least = wrong;
        best = digit;
      }
    }
    return best;
  }

  @Test
  void whatThePapersDontHaveIsRefused() {
    assertThatThrownBy(() -> Concepts.agrawal(11, 0)).hasMessageContaining("function=11");
    assertThatThrownBy(() -> Concepts.led(8, 0)).hasMessageContaining("swapped=8");
  }
}
