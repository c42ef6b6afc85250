package io.thalweg.learner.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogitTermsTest {
  private static final int ROWS = 3;

  private final SplittableRandom random = new SplittableRandom(11);

  private float[] values(int length) {
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      out[i] = (float) random.nextDouble(-2, 2);
    }
    return out;
  }

  private interface Term {
    double add(float[] logits, float[] gradient);
  }

  private static void assertFiniteDifferences(Term term, float[] logits) {
    float[] gradient = new float[logits.length];
    term.add(logits, gradient);
    for (int i = 0; i < logits.length; i++) {
      float[] up = logits.clone();
      float[] down = logits.clone();
      up[i] += 0.01f;
      down[i] -= 0.01f;
      double difference =
          (term.add(up, new float[logits.length]) - term.add(down, new float[logits.length]))
              / ((double) up[i] - down[i]);
      assertThat((double) gradient[i]).as("logit " + i).isCloseTo(difference, within(1e-4));
    }
  }

  @Test
  void matchingIsTheWeightedMeanSquareOverRowsAndLogits() {
    float[] stored = values(2 * 4);
    float[] weights = {1, 0.5f};
    float[] logits = values(5 * 4);
    Term term = (z, dz) -> LogitMatching.add(0.7, stored, weights, 2, 4, z, 3, dz);
    double expected = 0;
    for (int i = 0; i < 8; i++) {
      expected += 0.7 / 8 * weights[i / 4] * Math.pow(logits[12 + i] - stored[i], 2);
    }
    assertThat(term.add(logits, new float[20])).isCloseTo(expected, within(1e-6));
    assertFiniteDifferences(term, logits);
  }

  @Test
  void logitsThatWereNotThereWhenTheRowWasStoredAreNotMatched() {
    float[] stored = {1, 2, Float.NaN, 3, Float.NaN, Float.NaN};
    float[] logits = values(2 * 3);
    Term term = (z, dz) -> LogitMatching.add(1, stored, new float[] {1, 0.5f}, 2, 3, z, 0, dz);
    double expected =
        (Math.pow(logits[0] - 1, 2) + Math.pow(logits[1] - 2, 2) + Math.pow(logits[3] - 3, 2) / 2)
            / 3;
    assertThat(term.add(logits, new float[6])).isCloseTo(expected, within(1e-6));
    assertFiniteDifferences(term, logits);
  }

  @Test
  void aTeacherIsAskedOnlyForWhatItKnows() {
    float[] teacher = {1, 2, 50, -1, 0.5f, -50};
    float[] logits = {0, 1, 7, 2, 0, 7};
    float[] gradient = new float[6];
    float[] expected = new float[4];
    float[] two = {1, 2, -1, 0.5f};
    assertThat(Distillation.add(1, 2, teacher, 2, 3, 2, logits, gradient))
        .isEqualTo(Distillation.add(1, 2, two, 2, 2, 2, new float[] {0, 1, 2, 0}, expected));
    assertThat(gradient).containsExactly(expected[0], expected[1], 0, expected[2], expected[3], 0);
  }

  @Test
  void noRowsAreNoTerm() {
    float[] gradient = {1, 2};
    assertThat(LogitMatching.add(1, new float[0], new float[0], 0, 2, new float[2], 1, gradient))
        .isZero();
    assertThat(gradient).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void distillationIsTheDivergenceOfTheSoftenedAnswers(int outputs) {
    float[] teacher = values(ROWS * outputs);
    float[] logits = values((ROWS + 1) * outputs);
    Term term = (z, dz) -> Distillation.add(1.5, 2, teacher, ROWS, outputs, outputs, z, dz);
    double expected = 0;
    for (int r = 0; r < ROWS; r++) {
      double[] p = softened(logits, r, outputs);
      double[] q = softened(teacher, r, outputs);
      for (int c = 0; c < outputs; c++) {
        expected += 1.5 / ROWS * 4 * q[c] * Math.log(q[c] / p[c]);
      }
    }
    assertThat(term.add(logits, new float[logits.length])).isCloseTo(expected, within(1e-6));
    assertFiniteDifferences(term, logits);
    assertThat(
            Distillation.add(
                1, 2, teacher, ROWS, outputs, outputs, teacher, new float[teacher.length]))
        .as("of the same answers")
        .isCloseTo(0, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void answersThatAreNoSoftmaxAreDistilledByTheirDistance(int outputs) {
    float[] teacher = values(ROWS * outputs);
    float[] logits = values((ROWS + 1) * outputs);
    Term term = (z, dz) -> Distillation.addSquares(1.5, teacher, ROWS, outputs, z, dz);
    double expected = 0;
    for (int i = 0; i < teacher.length; i++) {
      expected += 1.5 / teacher.length * Math.pow(logits[i] - (double) teacher[i], 2) / 2;
    }
    assertThat(term.add(logits, new float[logits.length])).isCloseTo(expected, within(1e-6));
    assertFiniteDifferences(term, logits);
  }

  private static double[] softened(float[] logits, int row, int outputs) {
    double[] out = new double[outputs];
    double sum = 0;
    for (int c = 0; c < outputs; c++) {
      out[c] = Math.exp(logits[row * outputs + c] / 2.0);
      sum += out[c];
    }
    for (int c = 0; c < outputs; c++) {
      out[c] /= sum;
    }
    return out;
  }
}
