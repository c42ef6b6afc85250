package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final int ROWS = 7;
  private static final List<Head> HEADS =
      List.of(
          new Head.Binary(),
          new Head.Multiclass(4),
          new Head.Multilabel(3),
          new Head.Regression(),
          new Head.Huber(0.5),
          new Head.Quantile(List.of(0.1, 0.5, 0.8)));

  @Test
  void everyGradientEqualsItsFiniteDifference() {
    for (Head head : HEADS) {
      Loss loss = Loss.of(head);
      SplittableRandom random = new SplittableRandom(7);
      int outputs = head.outputs();
      float[] logits = new float[ROWS * outputs];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (4 * random.nextDouble() - 2);
      }
      float[] targets = new float[ROWS * head.targets()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] =
            head.isRightOrWrong()
                ? random.nextInt(Math.max(2, head.classes()))
                : (float) random.nextDouble();
      }
      float[] weights = {1, 0.5f, 1, 0, 0.25f, 1, 0.75f};
      float[] gradient = new float[logits.length];
      loss.of(logits, targets, weights, ROWS, gradient);
      float h = 1e-2f;
      for (int i = 0; i < logits.length; i++) {
        float at = logits[i];
        float[] ignored = new float[logits.length];
        logits[i] = at + h;
        double above = loss.of(logits, targets, weights, ROWS, ignored);
        logits[i] = at - h;
        double below = loss.of(logits, targets, weights, ROWS, ignored);
        logits[i] = at;
        assertThat((double) gradient[i])
            .as(head + " logit " + i)
            .isCloseTo((above - below) / (2 * h), within(2e-5));
      }
    }
  }

  /** By Bayes' rule from what the model says of the whole stream, and back. */
  @Test
  void whereNegativesAreLeftOutOutputsHoldForTheRestAndScoresForAll() {
    double share = 0.05;
    Loss loss = new NegativeSampling(share, 1).loss(new Head.Binary());
    for (float z = -8; z <= 8; z += 0.5f) {
      double p = 1 / (1 + Math.exp(-z));
      double within = p / (p + (1 - p) * share);
      float[] outputs = {0, z};
      loss.outputs(outputs, 2);
      assertThat((double) outputs[1]).isCloseTo(within, within(1e-6));
      assertThat((double) loss.score(outputs, 1)).isCloseTo(p, within(1e-5));
      float[] gradient = new float[1];
      float[] one = {1};
      assertThat(loss.of(new float[] {z}, one, one, 1, gradient))
          .isCloseTo(-Math.log(within), within(1e-6));
      assertThat((double) gradient[0]).isCloseTo(within - 1, within(1e-6));
      assertThat(loss.ofRow(new float[] {z}, new float[1], 0))
          .isCloseTo(-Math.log1p(-within), within(1e-6));
    }
  }

  @Test
  void theLossIsTheWeightedMeanOfTheRowsLosses() {
    for (Head head : HEADS) {
      Loss loss = Loss.of(head);
      float[] logits = new float[3 * head.outputs()];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) Math.sin(5 * i);
      }
      float[] targets = {1, 0, 1, 1, 0, 0, 1, 0, 1};
      float[] weights = {1, 0.5f, 0.25f};
      double expected = 0;
      for (int r = 0; r < 3; r++) {
        expected += weights[r] * loss.ofRow(logits, targets, r) / 3;
      }
      double mean = loss.of(logits, targets, weights, 3, new float[logits.length]);
      assertThat(mean).as("%s", head).isCloseTo(expected, within(1e-6)).isPositive();
    }
  }

  @Test
  void extremeLogitsStayFinite() {
    float[] gradient = new float[2];
    double binary =
        Loss.of(new Head.Binary())
            .of(new float[] {200, -200}, new float[] {0, 1}, new float[] {1, 1}, 2, gradient);
    assertThat(binary).isCloseTo(200, within(1e-6));
    assertThat(gradient).containsExactly(0.5f, -0.5f);
    double softmax =
        Loss.of(new Head.Multiclass(2))
            .of(new float[] {300, -300}, new float[] {1}, new float[] {1}, 1, new float[2]);
    assertThat(softmax).isFinite();
    assertThat(Loss.of(new Head.Multiclass(2)).ofRow(new float[] {300, -300}, new float[] {1}, 0))
        .isEqualTo(600);
  }

  @Test
  void outputsThatAreNotThereHaveNoPartInTheLoss() {
    float[] wide = {0.5f, -1, 9, 2, 0.25f, 9};
    float[] narrow = {0.5f, -1, 2, 0.25f};
    float[] targets = {1, 0};
    float[] weights = {1, 0.5f};
    Loss some = Loss.of(new Head.Multiclass(3)).over(2);
    Loss two = Loss.of(new Head.Multiclass(2));
    float[] gradient = new float[6];
    float[] expected = new float[4];
    assertThat(some.of(wide, targets, weights, 2, gradient))
        .isEqualTo(two.of(narrow, targets, weights, 2, expected));
    assertThat(gradient).containsExactly(expected[0], expected[1], 0, expected[2], expected[3], 0);
    assertThat(some.ofRow(wide, targets, 1)).isEqualTo(two.ofRow(narrow, targets, 1));
    some.outputs(wide, 2);
    two.outputs(narrow, 2);
    assertThat(wide).containsExactly(narrow[0], narrow[1], 0, narrow[2], narrow[3], 0);
    assertThat(some.score(new float[] {1, 2, 9}, 0)).isEqualTo(1);
  }

  @Test
  void outputsAreProbabilities() {
    float[] logits = {0, 1, 2, -1, -1, -1};
    Loss.of(new Head.Multiclass(3)).outputs(logits, 2);
    assertThat(logits[0] + logits[1] + logits[2]).isCloseTo(1f, within(1e-6f));
    assertThat(logits[2]).isGreaterThan(logits[1]);
    assertThat(logits[4]).isCloseTo(1f / 3, within(1e-6f));
    float[] one = {0};
    Loss.of(new Head.Binary()).outputs(one, 1);
    assertThat(one).containsExactly(0.5f);
  }

  /**
   * The numbers are from 50-digit arithmetic: ln(1 + e^-z) where a label holds, else ln(1 + e^z).
   */
  @Test
  void aSetOfLabelsCostsTheMeanOfItsCrossEntropies() {
    Loss loss = Loss.of(new Head.Multilabel(3));
    float[] logits = {2, -1, 0.5f, -3, 0, 4};
    float[] targets = {1, 0, 1, 0, 1, 0};
    float[] gradient = new float[6];

    assertThat(loss.ofRow(logits, targets, 0)).isCloseTo(0.3047555609137673, within(1e-15));
    assertThat(loss.ofRow(logits, targets, 1)).isCloseTo(1.5866281533504990, within(1e-15));
    assertThat(loss.of(logits, targets, new float[] {1, 1}, 2, gradient))
        .isCloseTo(0.9456918571321332, within(1e-15));
    assertThat(gradient)
        .containsExactly(
            new float[] {
              -0.01986715f, 0.04482357f, -0.06292345f, 0.007904312f, -0.08333333f, 0.16366896f
            },
            within(1e-8f));

    loss.outputs(logits, 2);
    assertThat(logits[4]).isEqualTo(0.5f);
    assertThat(logits[5]).isCloseTo(0.9820138f, within(1e-7f));
    assertThat(loss.score(logits, 0)).as("labels that are predicted").isEqualTo(2);
    assertThat(loss.score(logits, 1)).isEqualTo(2);
  }

  @Test
  void aPinballLossWeighsWhatIsMissedAboveAndBelow() {
    Loss loss = Loss.of(new Head.Quantile(List.of(0.25, 0.9)));

    // The target lies 2 above the first, which costs 0.5, and 3 below the second, 0.3.
    assertThat(loss.ofRow(new float[] {8, 13}, new float[] {10}, 0)).isCloseTo(0.4, within(1e-12));
    assertThat(loss.score(new float[] {0, 0, 8, 13}, 1)).isEqualTo(8);
  }

  @Test
  void huberIsHalfTheSquareAndThenAStraightLine() {
    Loss loss = Loss.of(new Head.Huber(2));

    assertThat(loss.ofRow(new float[] {1.5f}, new float[] {0}, 0)).isEqualTo(1.125);
    assertThat(loss.ofRow(new float[] {-5}, new float[] {0}, 0)).isEqualTo(2 * (5 - 1));
  }
}
