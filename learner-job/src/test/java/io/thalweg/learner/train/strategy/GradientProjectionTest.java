package io.thalweg.learner.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GradientProjectionTest {
  private final SplittableRandom random = new SplittableRandom(3);

  private float[] vector() {
    float[] out = new float[50];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) random.nextDouble(-1, 1);
    }
    return out;
  }

  private static double inner(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void aGradientThatHarmsIsTurnedToARightAngleAndNoFurther() {
    int turned = 0;
    for (int trial = 0; trial < 200; trial++) {
      float[] gradient = vector();
      float[] reference = vector();
      float[] before = gradient.clone();
      double harm = inner(gradient, reference);
      assertThat(GradientProjection.project(gradient, reference)).isEqualTo(harm < 0);
      if (harm >= 0) {
        assertThat(gradient).containsExactly(before);
        continue;
      }
      turned++;
      assertThat(inner(gradient, reference)).isCloseTo(0, within(1e-5));
      // What was taken out lies along the reference: no other vector at a right angle is nearer.
      float[] taken = new float[before.length];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = before[i] - gradient[i];
      }
      double cosine =
          inner(taken, reference) / Math.sqrt(inner(taken, taken) * inner(reference, reference));
      assertThat(cosine).isCloseTo(-1, within(1e-5));
    }
    assertThat(turned).isBetween(60, 140);
  }

  @Test
  void aReferenceOfZeroTurnsNothing() {
    float[] gradient = vector();
    float[] before = gradient.clone();
    assertThat(GradientProjection.project(gradient, new float[gradient.length])).isFalse();
    assertThat(gradient).containsExactly(before);
  }
}
