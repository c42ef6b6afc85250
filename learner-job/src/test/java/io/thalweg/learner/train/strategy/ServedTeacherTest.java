package io.thalweg.learner.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServedTeacherTest {
  private static final int ROWS = 6;
  private static final ServedTeacher TEACHER = new ServedTeacher(0.7, 1.5);

  private final SplittableRandom random = new SplittableRandom(3);

  private float[] randomFloats(int n) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) (random.nextDouble() * 6 - 3);
    }
    return out;
  }

  /** Probabilities of the classes, straight from the definition. */
  private static double[] probabilities(float[] logits, int row, int outputs, double temperature) {
    int classes = Math.max(2, outputs);
    double[] p = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double z = outputs > 1 ? logits[row * outputs + c] : c == 1 ? logits[row] : 0;
      p[c] = Math.exp(z / temperature);
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private static double naive(float[] served, float[] weights, int outputs, float[] logits) {
    double mean = 0;
    for (int r = 0; r < ROWS; r++) {
      if (!Float.isNaN(served[r * outputs])) {
        double[] q = probabilities(served, r, outputs, 1.5);
        double[] p = probabilities(logits, r, outputs, 1.5);
        for (int c = 0; c < q.length; c++) {
          mean += weights[r] * q[c] * Math.log(q[c] / p[c]) / ROWS;
        }
      }
    }
    return 0.7 * 1.5 * 1.5 * mean;
  }

  /** Two of the rows have no answer. */
  private float[] served(int outputs) {
    float[] served = randomFloats(ROWS * outputs);
    for (int c = 0; c < outputs; c++) {
      served[c] = Float.NaN;
      served[4 * outputs + c] = Float.NaN;
    }
    return served;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void theTermIsTheDivergenceAndItsGradientTheDifferenceOfTwoTerms(int outputs) {
    float[] served = served(outputs);
    float[] weights = {1, 0.5f, 2, 1, 1, 0};
    float[] logits = randomFloats(ROWS * outputs);
    float[] gradient = new float[ROWS * outputs];
    gradient[outputs] = 10; // what the loss has put there
    double term = TEACHER.add(served, weights, ROWS, outputs, logits, gradient);
    assertThat(term).isCloseTo(naive(served, weights, outputs, logits), within(1e-6));
    for (int i = 0; i < logits.length; i++) {
      float[] above = logits.clone();
      float[] below = logits.clone();
      above[i] += 0.01f;
      below[i] -= 0.01f;
      double slope =
          (naive(served, weights, outputs, above) - naive(served, weights, outputs, below))
              / (above[i] - (double) below[i]);
      assertThat(gradient[i] - (i == outputs ? 10.0 : 0.0)).isCloseTo(slope, within(1e-4));
    }
  }

  @Test
  void whoAnswersLikeTheServerLosesNothing() {
    float[] served = randomFloats(ROWS * 3);
    float[] gradient = new float[ROWS * 3];
    float[] weights = {1, 1, 1, 1, 1, 1};
    assertThat(TEACHER.add(served, weights, ROWS, 3, served.clone(), gradient)).isZero();
    assertThat(gradient).containsOnly(0);
  }

  @Test
  void logitsFarApartStayFinite() {
    float[] gradient = new float[2];
    double term =
        TEACHER.add(new float[] {1e6f, -1e6f}, new float[] {1, 1}, 2, 1, new float[2], gradient);
    assertThat(term).isCloseTo(0.7 * 2.25 * Math.log(2), within(1e-9));
    assertThat(gradient[0]).isCloseTo(-0.7f * 1.5f / 4, within(1e-6f));
    assertThat(gradient[1]).isCloseTo(0.7f * 1.5f / 4, within(1e-6f));
  }

  @Test
  void weighsAndSoftensByNumbersAboveZero() {
    assertThatThrownBy(() -> new ServedTeacher(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ServedTeacher(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
