package io.thalweg.serving.explain;

import static io.thalweg.serving.explain.Functions.number;
import static io.thalweg.serving.explain.Functions.question;
import static io.thalweg.serving.explain.Functions.rows;
import static io.thalweg.serving.explain.Functions.shapley;
import static io.thalweg.serving.explain.Functions.sum;
import static io.thalweg.serving.explain.Functions.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.serving.explain.Attributions.Attribution;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapleyTest {
  private static final double ROUNDING = 1e-6;

  /** Players 0 and 1 do the same, player 4 does nothing. */
  private static double fair(float... x) {
    return Math.tanh(number(x[0]) * number(x[2]) + number(x[1]) * number(x[2]) + number(x[3]));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6})
  void exactValuesAreTheMeanOverAllOrders(int width) {
    for (int seed = 0; seed < 5; seed++) {
      float[] row = rows(1, width, 100 + seed).get(0);
      List<float[]> background = rows(7, width, seed);
      Attributions exact = ExactShapley.of(question(Functions::tangled, row, background));
      assertThat(values(exact))
          .containsExactly(shapley(Functions::tangled, row, background), within(1e-12));
      assertThat(sum(exact)).isEqualTo(exact.prediction() - exact.baseValue(), within(1e-12));
      assertThat(exact.prediction()).isEqualTo((float) Functions.tangled(row));
      assertThat(exact.evaluations()).isEqualTo((int) ExactShapley.cost(width, 7));
    }
  }

  @Test
  void linearValuesAreTheExactOnesOfASum() {
    ToDoubleFunction<float[]> f = x -> 2 * number(x[0]) - Math.exp(number(x[1])) + number(x[3]);
    float[] row = {1.5f, -1, 3, Float.NaN};
    List<float[]> background = rows(9, 4, 1);
    Attributions linear = LinearShapley.of(question(f, row, background));
    assertThat(values(linear)).containsExactly(shapley(f, row, background), within(ROUNDING));
    assertThat(values(linear)[2]).isZero();
    assertThat(sum(linear)).isEqualTo(linear.prediction() - linear.baseValue(), within(ROUNDING));
    assertThat(linear.evaluations()).isEqualTo((int) LinearShapley.cost(4, 9));
  }

  @Test
  void samplesAgreeWithExactValuesWithinTheirError() {
    double squares = 0;
    int count = 0;
    for (int seed = 0; seed < 40; seed++) {
      float[] row = rows(1, 6, 200 + seed).get(0);
      List<float[]> background = rows(1, 6, 300 + seed);
      double[] exact = shapley(Functions::tangled, row, background);
      Attributions sampled =
          PermutationShapley.of(question(Functions::tangled, row, background), 2000, seed);
      for (int i = 0; i < exact.length; i++) {
        Attribution a = sampled.features().get(i);
        assertThat(a.value()).isEqualTo(exact[i], within(5 * a.standardError() + 1e-7));
        if (a.standardError() > 1e-6) {
          squares += Math.pow((a.value() - exact[i]) / a.standardError(), 2);
          count++;
        }
      }
    }
    assertThat(count).isGreaterThan(80);
    assertThat(Math.sqrt(squares / count)).isBetween(0.8, 1.2);
  }

  @Test
  void backgroundRowsThatTakeTurnsMakeErrorsNoLargerThanIsSaid() {
    double squares = 0;
    for (int seed = 0; seed < 60; seed++) {
      float[] row = {1, 0.5f, -1, 2};
      List<float[]> background = rows(8, 4, seed);
      double[] exact = shapley(Functions::tangled, row, background);
      Attributions sampled =
          PermutationShapley.of(question(Functions::tangled, row, background), 800, seed);
      for (int i = 0; i < exact.length; i++) {
        Attribution a = sampled.features().get(i);
        squares += Math.pow((a.value() - exact[i]) / a.standardError(), 2);
      }
    }
    assertThat(Math.sqrt(squares / 240)).isLessThan(1.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 24, 99, 100, 101, 1000, 5000})
  void sampledValuesAddUpWhateverTheBudget(int budget) {
    float[] row = rows(1, 6, 4).get(0);
    List<float[]> background = rows(12, 6, 5);
    Attributions a =
        PermutationShapley.of(question(Functions::tangled, row, background), budget, 9);
    assertThat(sum(a)).isEqualTo(a.prediction() - a.baseValue(), within(1e-14));
    assertThat(a.evaluations()).isLessThanOrEqualTo(budget);
    assertThat(a.backgroundRows()).isBetween(2, 12);
  }

  @Test
  void theBaseValueIsTheMeanOverTheBackground() {
    List<float[]> background = rows(12, 4, 6);
    double mean = background.stream().mapToDouble(Functions::tangled).average().orElseThrow();
    Question q = question(Functions::tangled, rows(1, 4, 7).get(0), background);
    assertThat(PermutationShapley.of(q, 300, 1).baseValue()).isEqualTo(mean, within(ROUNDING));
    assertThat(ExactShapley.of(q).baseValue()).isEqualTo(mean, within(ROUNDING));
    assertThat(LinearShapley.of(q).baseValue()).isEqualTo(mean, within(ROUNDING));
  }

  /** What two features do together is shared alike by an order and its reverse. */
  @Test
  void antitheticPairsCancelTheErrorsOfProductsOfTwo() {
    ToDoubleFunction<float[]> products = x -> x[0] * x[1] + x[1] * x[2] - x[2] * x[3];
    float[] row = {1, 2, 3, 4};
    List<float[]> background = List.of(new float[] {5, 7, -3, 2});
    Attributions a = PermutationShapley.of(question(products, row, background), 50, 3);
    assertThat(values(a)).containsExactly(shapley(products, row, background), within(1e-12));
    assertThat(a.features()).allMatch(f -> f.standardError() < 1e-12);
  }

  @Test
  void playersThatDoTheSameGetTheSameAndOnesThatDoNothingGetNothing() {
    float[] row = {0.7f, 0.7f, 2, 1, 9};
    List<float[]> background = List.of(new float[] {1, 1, 1, 0, 3}, new float[] {2, 2, 0, 1, 4});
    Attributions exact = ExactShapley.of(question(ShapleyTest::fair, row, background));
    assertThat(values(exact)[0]).isEqualTo(values(exact)[1], within(1e-12)).isNotZero();
    assertThat(values(exact)[4]).isZero();
    Attributions sampled =
        PermutationShapley.of(question(ShapleyTest::fair, row, background), 9000, 11);
    double error = sampled.features().get(0).standardError();
    assertThat(values(sampled)[0]).isEqualTo(values(sampled)[1], within(6 * error));
    assertThat(values(sampled)[4]).isZero();
    assertThat(sampled.features().get(4).standardError()).isZero();
  }

  @Test
  void theSeedDecidesWhatIsDrawn() {
    Question q = question(Functions::tangled, rows(1, 6, 1).get(0), rows(20, 6, 2));
    assertThat(PermutationShapley.of(q, 500, 1)).isEqualTo(PermutationShapley.of(q, 500, 1));
    assertThat(PermutationShapley.of(q, 500, 1)).isNotEqualTo(PermutationShapley.of(q, 500, 2));
    Question ofOne = question(Functions::tangled, rows(1, 6, 1).get(0), rows(1, 6, 2));
    assertThat(PermutationShapley.of(ofOne, 500, 1))
        .isNotEqualTo(PermutationShapley.of(ofOne, 500, 2));
  }

  @Test
  void aSingleFeatureHasAllOfTheDifference() {
    Question q =
        question(x -> x[0] * x[0], new float[] {3}, List.of(new float[] {1}, new float[] {2}));
    assertThat(values(PermutationShapley.of(q, 100, 1))).containsExactly(6.5);
    assertThat(values(ExactShapley.of(q))).containsExactly(6.5);
    assertThat(values(LinearShapley.of(q))).containsExactly(6.5);
  }

  @Test
  void aFeatureOfManyColumnsIsOnePlayer() {
    Players players =
        new Players(List.of(new Players.Player("a", 0, 3), new Players.Player("b", 3, 1)));
    Question q =
        new Question(
            Functions.evaluation(4, x -> (x[0] + x[1] + x[2]) * x[3]),
            players,
            new float[] {1, 2, 3, 4},
            new Background(BackgroundSource.PARITY, List.of(new float[] {1, 0, 0, 2})));
    // Alone a adds 12 - 2 and b adds 4 - 2; after the other 24 - 4 and 24 - 12.
    assertThat(values(ExactShapley.of(q))).containsExactly((10 + 20) / 2.0, (2 + 12) / 2.0);
  }
}
