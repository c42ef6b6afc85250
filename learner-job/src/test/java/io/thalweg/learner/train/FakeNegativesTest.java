package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FakeNegativesTest {
  private static final double TRUE_RATE = 0.3;

  /** One logit, of events whose positives come early or as negatives first. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.9, 1})
  void theRateOfPositivesIsLearnedHoweverManyComeAsNegativesFirst(double early) {
    assertThat(learned(true, early, 1)).isCloseTo(TRUE_RATE, within(0.01));
  }

  /** Late positives that were left out as negatives come once, the others twice. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.9, 1})
  void soItIsWhereNegativesAreLeftOut(double early) {
    assertThat(learned(true, early, 0.2)).isCloseTo(TRUE_RATE, within(0.01));
  }

  @Test
  void withoutWeightsItIsLess() {
    assertThat(learned(false, 0, 1)).isCloseTo(TRUE_RATE / (1 + TRUE_RATE), within(0.01));
  }

  private static double learned(boolean weighs, double early, double share) {
    SplittableRandom random = new SplittableRandom(3);
    FakeNegatives fakes = new FakeNegatives(200, share);
    Loss loss = new NegativeSampling(share, 1).loss(new Head.Binary());
    float[] logits = new float[200];
    float[] targets = new float[200];
    boolean[] revised = new boolean[200];
    float[] ones = new float[200];
    float[] gradient = new float[200];
    Arrays.fill(ones, 1);
    double z = 0;
    double mean = 0;
    for (int step = 1; step <= 4_000; step++) {
      int rows = 0;
      for (int event = 0; event < 100; event++) {
        boolean positive = random.nextDouble() < TRUE_RATE;
        boolean soon = positive && random.nextDouble() < early;
        boolean kept = random.nextDouble() < share;
        if (soon || kept) {
          revised[rows] = false;
          targets[rows++] = soon ? 1 : 0;
        }
        if (positive && !soon) {
          revised[rows] = kept;
          targets[rows++] = 1;
        }
      }
      Arrays.fill(logits, 0, rows, (float) z);
      float[] weights = weighs ? fakes.weigh(logits, revised, ones, rows, rows) : ones;
      loss.of(logits, targets, weights, rows, gradient);
      for (int r = 0; r < rows; r++) {
        z -= 0.2 * gradient[r];
      }
      mean += step > 2_000 ? Loss.BinaryCrossEntropy.sigmoid(z) / 2_000 : 0;
    }
    return mean;
  }

  @Test
  void rowsOfReplayKeepTheirWeights() {
    FakeNegatives fakes = new FakeNegatives(4, 1);
    float[] weights = {1, 1, 2, 3};
    boolean[] revised = {false, true, false, true};
    assertThat(fakes.weigh(new float[4], revised, weights, 2, 4))
        .containsExactly(0.75f, 1.5f, 2, 3);
    assertThat(weights).containsExactly(1, 1, 2, 3);
  }
}
