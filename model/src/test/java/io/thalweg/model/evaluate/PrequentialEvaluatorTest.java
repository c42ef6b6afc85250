package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against figures that are computed naively from the whole stream. */
class PrequentialEvaluatorTest {
  private static final int EXAMPLES = 2_500;

  private final int[] labels = new int[EXAMPLES];
  private final float[][] outputs = new float[EXAMPLES][];

  @Test
  void everyFormEqualsANaiveWeightedMean() {
    for (int classes : new int[] {2, 4}) {
      Head head = classes == 2 ? new Head.Binary() : new Head.Multiclass(classes);
      for (int seed = 0; seed < 5; seed++) {
        draw(classes, seed);
        check(PrequentialEvaluator.cumulative(head), classes, i -> 1);
        check(PrequentialEvaluator.slidingWindow(head, 37), classes, i -> i >= last() - 37 ? 1 : 0);
        check(PrequentialEvaluator.slidingWindow(head, 1), classes, i -> i >= last() - 1 ? 1 : 0);
        check(
            PrequentialEvaluator.fading(head, 0.99), classes, i -> Math.pow(0.99, last() - 1 - i));
        check(
            PrequentialEvaluator.fading(head, 0.75), classes, i -> Math.pow(0.75, last() - 1 - i));
      }
    }
  }

  private interface Weight {
    double of(int i);
  }

  private int last() {
    return EXAMPLES;
  }

  private void check(PrequentialEvaluator evaluator, int classes, Weight weight) {
    double n = 0;
    double right = 0;
    double logLoss = 0;
    double brier = 0;
    double noChange = 0;
    double majority = 0;
    double[][] confusion = new double[classes][classes];
    double[] binWeight = new double[15];
    double[] binRight = new double[15];
    double[] binConfidence = new double[15];
    long[] seen = new long[classes];
    for (int i = 0; i < EXAMPLES; i++) {
      evaluator.add(labels[i], outputs[i], 0);
      double w = weight.of(i);
      float[] p = probabilities(i, classes);
      int predicted = 0;
      for (int c = 1; c < classes; c++) {
        boolean wins = classes == 2 ? p[1] >= 0.5 : p[c] > p[predicted];
        predicted = wins ? c : predicted;
      }
      int commonest = 0;
      for (int c = 1; c < classes; c++) {
        commonest = seen[c] > seen[commonest] ? c : commonest;
      }
      n += w;
      right += predicted == labels[i] ? w : 0;
      logLoss -= w * Math.log(Math.max(p[labels[i]], 1e-15));
      for (int c = 0; c < classes; c++) {
        double error = p[c] - (c == labels[i] ? 1 : 0);
        brier += w * error * error / (classes == 2 ? 2 : 1);
      }
      noChange += (i == 0 ? 0 : labels[i - 1]) == labels[i] ? w : 0;
      majority += commonest == labels[i] ? w : 0;
      confusion[predicted][labels[i]] += w;
      int bin = Math.min(14, (int) (15.0 * p[predicted]));
      binWeight[bin] += w;
      binRight[bin] += predicted == labels[i] ? w : 0;
      binConfidence[bin] += w * p[predicted];
      seen[labels[i]]++;
    }
    double chance = 0;
    for (int c = 0; c < classes; c++) {
      double row = 0;
      double column = 0;
      for (int d = 0; d < classes; d++) {
        row += confusion[c][d];
        column += confusion[d][c];
      }
      chance += row * column / n / n;
    }
    double ece = 0;
    for (int b = 0; b < 15; b++) {
      if (binWeight[b] > 0) {
        ece +=
            binWeight[b]
                / n
                * Math.abs(binRight[b] / binWeight[b] - binConfidence[b] / binWeight[b]);
      }
    }
    Map<String, Double> m = evaluator.metrics();
    assertThat(evaluator.examples()).isEqualTo(EXAMPLES);
    assertIs(m, "accuracy", right / n);
    assertIs(m, "logloss", logLoss / n);
    assertIs(m, "brier", brier / n);
    assertIs(m, "ece", ece);
    assertIs(m, "baseline_no_change", noChange / n);
    assertIs(m, "baseline_majority", majority / n);
    assertIs(m, "kappa", beyond(right / n, chance));
    assertIs(m, "kappa_temporal", beyond(right / n, noChange / n));
    assertIs(m, "kappa_majority", beyond(right / n, majority / n));
    assertThat(m.containsKey("auc")).isEqualTo(classes == 2);
  }

  private static double beyond(double accuracy, double reference) {
    return reference == 1 ? Double.NaN : (accuracy - reference) / (1 - reference);
  }

  private static void assertIs(Map<String, Double> metrics, String name, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(metrics.get(name)).as(name).isNaN();
    } else {
      assertThat(metrics.get(name)).as(name).isCloseTo(expected, within(1e-6));
    }
  }

  private float[] probabilities(int i, int classes) {
    return classes == 2 ? new float[] {1 - outputs[i][0], outputs[i][0]} : outputs[i];
  }

  /** Labels that stay for a while, and predictions that know something of them. */
  private void draw(int classes, int seed) {
    Random random = new Random(seed);
    int label = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      label = random.nextInt(4) == 0 ? random.nextInt(classes) : label;
      labels[i] = label;
      float[] p = new float[classes];
      float sum = 0;
      for (int c = 0; c < classes; c++) {
        p[c] = random.nextFloat() + (c == label ? 0.5f : 0.01f);
        sum += p[c];
      }
      for (int c = 0; c < classes; c++) {
        p[c] /= sum;
      }
      outputs[i] = classes == 2 ? new float[] {p[1]} : p;
    }
  }

  @Test
  void theAreaUnderTheCurveIsTheShareOfPairsInOrderOfTheNewestExamples() {
    Random random = new Random(7);
    PrequentialEvaluator evaluator = PrequentialEvaluator.slidingWindow(new Head.Binary(), 50);
    float[] scores = new float[200];
    boolean[] positive = new boolean[200];
    for (int i = 0; i < 200; i++) {
      positive[i] = random.nextInt(3) == 0;
      scores[i] = random.nextInt(8) / 8f + (positive[i] ? 0.1f : 0); // many are equal
      if (i % 3 == 0) {
        scores[i] = 0.5f;
      }
      evaluator.add(positive[i] ? 1 : 0, new float[] {scores[i]}, 0);
      double wins = 0;
      int pairs = 0;
      for (int p = Math.max(0, i - 49); p <= i; p++) {
        for (int q = Math.max(0, i - 49); q <= i; q++) {
          if (positive[p] && !positive[q]) {
            pairs++;
            wins += scores[p] > scores[q] ? 1 : scores[p] == scores[q] ? 0.5 : 0;
          }
        }
      }
      assertIs(evaluator.metrics(), "auc", pairs == 0 ? Double.NaN : wins / pairs);
    }
  }

  @Test
  void regressionsHaveErrorsAndPinballLosses() {
    PrequentialEvaluator evaluator = PrequentialEvaluator.cumulative(new Head.Regression());
    evaluator.add(10, new float[] {7}, 0);
    evaluator.add(10, new float[] {11}, 0);
    Map<String, Double> m = evaluator.metrics();
    assertIs(m, "rmse", Math.sqrt((9 + 1) / 2.0));
    assertIs(m, "mae", 2);
    assertIs(m, "pinball_10", (0.1 * 3 + 0.9 * 1) / 2);
    assertIs(m, "pinball_50", 1);
    assertIs(m, "pinball_90", (0.9 * 3 + 0.1 * 1) / 2);
    assertIs(m, "baseline_no_change", Math.sqrt(100 / 2.0));
    assertIs(m, "baseline_no_change_mae", 5);
  }

  @Test
  void sumsOfTwoLearnersAreThoseOfOneThatHadItAll() {
    Head head = new Head.Multiclass(3);
    draw(3, 1);
    Prequential all = new Prequential(head);
    Prequential one = new Prequential(head);
    Prequential other = new Prequential(head);
    for (int i = 0; i < 300; i++) {
      all.add(labels[i], outputs[i], 0);
      (i < 100 ? one : other).add(labels[i], outputs[i], 0);
    }
    one.sumsView().addAll(other.sumsView());
    for (String name : new String[] {"accuracy", "logloss", "brier", "ece", "kappa"}) {
      assertIs(one.sumsView().metrics(), name, all.sumsView().metrics().get(name));
    }
  }

  @Test
  void aFormThatForgetsSeesTheChangeThatTheCumulativeHides() {
    Head head = new Head.Binary();
    PrequentialEvaluator cumulative = PrequentialEvaluator.cumulative(head);
    PrequentialEvaluator window = PrequentialEvaluator.slidingWindow(head, 100);
    PrequentialEvaluator fading = PrequentialEvaluator.fading(head, 0.98);
    for (int i = 0; i < 1_100; i++) {
      float[] output = {i < 1_000 ? 0.9f : 0.1f};
      cumulative.add(1, output, 0);
      window.add(1, output, 0);
      fading.add(1, output, 0);
    }
    assertThat(cumulative.metrics().get("accuracy")).isCloseTo(1_000 / 1_100.0, within(1e-12));
    assertThat(window.metrics().get("accuracy")).isZero();
    assertThat(fading.metrics().get("accuracy")).isCloseTo(Math.pow(0.98, 100), within(1e-3));
  }

  @Test
  void refusesWindowsAndFactorsThatForgetEverythingOrNothing() {
    assertThatThrownBy(() -> PrequentialEvaluator.slidingWindow(new Head.Binary(), 0))
        .hasMessage("window of 0 examples, want 1 or more");
    for (double factor : new double[] {0.5, 1, Double.NaN}) {
      assertThatThrownBy(() -> PrequentialEvaluator.fading(new Head.Binary(), factor))
          .hasMessage("fading factor " + factor + ", want one between 0.5 and 1");
    }
  }
}
