package io.thalweg.learner.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NearestClassMeanTest {
  @Test
  void directionsCountAndLengthsDoNot() {
    NearestClassMean means = new NearestClassMean(3, 2);
    means.add(0, new float[] {100, 1}, 0);
    means.add(0, new float[] {1, 0.2f}, 0);
    means.add(2, new float[] {9, 0.1f, 5}, 1);
    assertThat(means.classify(new float[] {0.01f, 0}, 0)).isEqualTo(0);
    assertThat(means.classify(new float[] {7, 0.1f, 30}, 1)).isEqualTo(2);
    means.add(1, new float[] {-1, -1}, 0);
    assertThat(means.classify(new float[] {-3, -2}, 0)).isEqualTo(1);
  }

  @Test
  void aClassWithoutExemplarsIsNeverFound() {
    NearestClassMean means = new NearestClassMean(2, 2);
    assertThat(means.classify(new float[] {1, 1}, 0)).isEqualTo(-1);
    means.add(1, new float[] {1, 1}, 0);
    assertThat(means.classify(new float[] {-1, -1}, 0)).isEqualTo(1);
  }

  @Test
  void featuresThatAreAllZeroAreNoError() {
    NearestClassMean means = new NearestClassMean(2, 2);
    means.add(0, new float[] {0, 0}, 0);
    means.add(1, new float[] {1, 0}, 0);
    assertThat(means.classify(new float[] {0, 0}, 0)).isEqualTo(0);
  }
}
