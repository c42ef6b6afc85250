package io.thalweg.serving.explain;

import static io.thalweg.serving.explain.Functions.number;
import static io.thalweg.serving.explain.Functions.question;
import static io.thalweg.serving.explain.Functions.rows;
import static io.thalweg.serving.explain.Functions.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.serving.explain.Attributions.Attribution;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LimeTest {
  @Test
  void findsTheWeightsOfALinearFunction() {
    float[] row = {1, -1, 2, 5};
    Question q =
        question(x -> 3 * x[0] + x[1] - 2 * x[2], row, List.of(new float[] {0.5f, -3, 0, 7}));
    Attributions a = Lime.of(q, 20_000, 1);
    // Of this one background row presence changes 3 * 0.5, 2 and -4; the penalty shrinks a little.
    assertThat(values(a)).containsExactly(new double[] {1.5, 2, -4, 0}, within(0.01));
    assertThat(a.baseValue()).isEqualTo(1.5 - 3, within(0.01));
    assertThat(a.prediction()).isEqualTo(-2);
    assertThat(a.fidelity().orElseThrow()).isGreaterThan(0.9999).isLessThanOrEqualTo(1);
    assertThat(a.evaluations()).isEqualTo(20_000);
  }

  /**
   * With one background row there are eight samples. Of n features k are absent in one of n + 1
   * cases, each such coalition alike, and weighs exp(-k / (0.75^2 n)).
   */
  @Test
  void samplesWeighByHowManyFeaturesAreAbsent() {
    float[] row = {1, 2, -1};
    float[] z = {0, 0.5f, 3};
    double[] y = new double[8];
    double[] weight = new double[8];
    double[] choose = {1, 3, 3, 1};
    for (int s = 0; s < 8; s++) {
      float[] x = new float[3];
      for (int i = 0; i < 3; i++) {
        x[i] = (s >>> i & 1) == 1 ? row[i] : z[i];
      }
      int absent = 3 - Integer.bitCount(s);
      y[s] = Math.exp(x[0]) * x[1] + x[2] * x[1];
      weight[s] = Math.exp(-absent / (0.75 * 0.75 * 3)) / choose[absent];
    }
    double[] fit = leastSquares(y, weight);
    Attributions a =
        Lime.of(question(x -> Math.exp(x[0]) * x[1] + x[2] * x[1], row, List.of(z)), 100_000, 3);
    assertThat(a.baseValue()).isEqualTo(fit[3], within(0.02));
    for (int i = 0; i < 3; i++) {
      Attribution f = a.features().get(i);
      assertThat(f.standardError()).isLessThan(0.02);
      assertThat(f.value()).isEqualTo(fit[i], within(4 * f.standardError() + 1e-3));
    }
  }

  /** Coefficients of three bits and an intercept, one at a time until they stay. */
  private static double[] leastSquares(double[] y, double[] weight) {
    double[] b = new double[4];
    for (int round = 0; round < 10_000; round++) {
      int c = round % 4;
      double error = 0;
      double total = 0;
      for (int s = 0; s < y.length; s++) {
        if ((s >>> c & 1) == 1 || c == 3) {
          double said = b[3];
          for (int i = 0; i < 3; i++) {
            said += (s >>> i & 1) * b[i];
          }
          error += weight[s] * (y[s] - said);
          total += weight[s];
        }
      }
      b[c] += error / total;
    }
    return b;
  }

  @Test
  void aFeatureThatDoesNothingHasNoWeightBeyondItsError() {
    for (int seed = 0; seed < 20; seed++) {
      Question q =
          question(
              x -> Math.tanh(number(x[0]) * number(x[1])),
              new float[] {1, 2, 3},
              rows(30, 3, seed));
      Attributions a = Lime.of(q, 3_000, seed);
      Attribution nothing = a.features().get(2);
      assertThat(Math.abs(nothing.value())).isLessThan(4 * nothing.standardError());
      assertThat(nothing.standardError()).isBetween(1e-4, 0.1);
      assertThat(a.fidelity().orElseThrow()).isBetween(0.1, 0.95);
    }
  }

  @Test
  void itsErrorsAreThoseBetweenSeeds() {
    List<float[]> background = rows(30, 3, 5);
    Moments values = new Moments();
    Moments errors = new Moments();
    int seeds = 200;
    for (int seed = 0; seed < seeds; seed++) {
      Question q =
          question(x -> Math.tanh(number(x[0]) * number(x[1])), new float[] {1, 2, 3}, background);
      Attribution a = Lime.of(q, 500, seed).features().get(0);
      values.add(a.value());
      errors.add(a.standardError());
    }
    double deviation = values.standardError() * Math.sqrt(seeds);
    assertThat(errors.mean()).isEqualTo(deviation, within(0.2 * deviation));
  }

  @Test
  void theSeedDecidesWhatIsDrawn() {
    Question q = question(Functions::tangled, rows(1, 6, 1).get(0), rows(20, 6, 2));
    assertThat(Lime.of(q, 500, 1)).isEqualTo(Lime.of(q, 500, 1)).isNotEqualTo(Lime.of(q, 500, 2));
  }

  /** Two features, worked out by hand from the normal equations. */
  @Test
  void theFitIsThatOfTheNormalEquations() {
    List<BitSet> samples =
        IntStream.of(0b00, 0b01, 0b10, 0b11)
            .mapToObj(bits -> BitSet.valueOf(new long[] {bits}))
            .toList();
    double[] y = {1, 2, 4, 9};
    WeightedRidge fit = new WeightedRidge(2, 1);
    fit.fit(samples, y, s -> s.cardinality() + 1);
    // Weights 1, 2, 2, 3. With a, b and the intercept c:
    // 6a + 3b + 5c = 31, 3a + 6b + 5c = 35, 5a + 5b + 8c = 40
    double a = fit.coefficient(0);
    double b = fit.coefficient(1);
    double c = fit.intercept();
    assertThat(6 * a + 3 * b + 5 * c).isEqualTo(31, within(1e-12));
    assertThat(3 * a + 6 * b + 5 * c).isEqualTo(35, within(1e-12));
    assertThat(5 * a + 5 * b + 8 * c).isEqualTo(40, within(1e-12));
  }
}
