package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FakeNegativesTest {
  private static final double TRUE_RATE = 0.3;
  private static final Loss LOSS = new Loss.BinaryCrossEntropy();

  /** One logit, learned from events that are all negatives first, and some positives again. */
  @Test
  void theRateOfPositivesIsLearnedThoughEachComesAsANegativeFirst() {
    assertThat(learned(true)).isCloseTo(TRUE_RATE, within(0.01));
    assertThat(learned(false))
        .as("p / (1 + p), unless the fakes are weighed")
        .isCloseTo(TRUE_RATE / (1 + TRUE_RATE), within(0.01));
  }

  private static double learned(boolean weighs) {
    SplittableRandom random = new SplittableRandom(3);
    FakeNegatives fakes = new FakeNegatives(200);
    float[] logits = new float[200];
    float[] targets = new float[200];
    float[] ones = new float[200];
    float[] gradient = new float[200];
    Arrays.fill(ones, 1);
    double z = 0;
    double mean = 0;
    for (int step = 1; step <= 4_000; step++) {
      int rows = 0;
      for (int event = 0; event < 100; event++) {
        targets[rows++] = 0;
        if (random.nextDouble() < TRUE_RATE) {
          targets[rows++] = 1;
        }
      }
      Arrays.fill(logits, 0, rows, (float) z);
      float[] weights = weighs ? fakes.weigh(logits, targets, ones, rows, rows) : ones;
      LOSS.of(logits, targets, weights, rows, gradient);
      for (int r = 0; r < rows; r++) {
        z -= 0.2 * gradient[r];
      }
      mean += step > 2_000 ? Loss.BinaryCrossEntropy.sigmoid(z) / 2_000 : 0;
    }
    return mean;
  }

  @Test
  void rowsOfReplayKeepTheirWeights() {
    FakeNegatives fakes = new FakeNegatives(4);
    float[] weights = {1, 1, 2, 3};
    assertThat(fakes.weigh(new float[4], new float[] {0, 1, 0, 1}, weights, 2, 4))
        .containsExactly(0.75f, 1.5f, 2, 3);
    assertThat(weights).containsExactly(1, 1, 2, 3);
  }
}
