package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StabilityIndexTest {
  private final StabilityIndex index = new StabilityIndex();
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void theSameScoresHaveNone() {
    for (int i = 0; i < 5_000; i++) {
      double x = random.nextGaussian();
      index.add(x, x);
    }
    assertThat(index.value()).isZero();
  }

  @Test
  void differentDrawsOfOneDistributionHaveNextToNone() {
    for (int i = 0; i < 20_000; i++) {
      index.add(random.nextGaussian(), random.nextGaussian());
    }
    assertThat(index.value()).isLessThan(0.01);
  }

  /** Of two normal distributions of one deviation the divergence both ways is the shift squared. */
  @Test
  void aShiftIsAboutTheDivergenceOfTheTwoDistributions() {
    for (int i = 0; i < 50_000; i++) {
      index.add(random.nextGaussian(), 0.5 + random.nextGaussian());
    }
    assertThat(index.value()).isCloseTo(0.25, within(0.05));
  }

  @Test
  void itIsWhatTheFormulaSays() {
    double[] first = new double[1_000];
    double[] other = new double[1_000];
    for (int i = 0; i < first.length; i++) {
      first[i] = i % 500;
      other[i] = 0.8 * (i % 500);
      index.add(first[i], other[i]);
    }
    double sum = 0;
    for (int bin = 0; bin < 10; bin++) {
      double p = 0.5;
      double q = 0.5;
      for (int i = 0; i < first.length; i++) {
        p += first[i] >= 50 * bin && (bin == 9 || first[i] < 50 * (bin + 1)) ? 1 : 0;
        q += other[i] >= 50 * bin && (bin == 9 || other[i] < 50 * (bin + 1)) ? 1 : 0;
      }
      sum += (p - q) / 1_005 * Math.log(p / q);
    }
    assertThat(index.value()).isCloseTo(sum, within(1e-9));
  }

  @Test
  void beforeThereAreBinsItIsZero() {
    index.add(0, 100);
    assertThat(index.value()).isZero();
  }

  @Test
  void scoresThatAreAllTheSameHaveNone() {
    for (int i = 0; i < 1_000; i++) {
      index.add(0.5, 0.5);
    }
    assertThat(index.value()).isZero();
  }
}
