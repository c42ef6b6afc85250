package io.thalweg.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccuracyMatrixTest {
  @Test
  void theLastRowIsAveragedAndForgettingIsWhatTheBestBeforeWasBetter() {
    AccuracyMatrix matrix = new AccuracyMatrix(3);
    double[][] accuracy = {{0.9, 0.1, 0.1}, {0.95, 0.8, 0.2}, {0.5, 0.85, 0.7}};
    for (int after = 0; after < 3; after++) {
      for (int on = 0; on < 3; on++) {
        matrix.set(after, on, accuracy[after][on]);
      }
    }
    assertThat(matrix.average()).isCloseTo((0.5 + 0.85 + 0.7) / 3, within(1e-12));
    assertThat(matrix.forgetting()).isCloseTo((0.45 - 0.05) / 2, within(1e-12));
  }

  @Test
  void oneTaskIsNeverForgotten() {
    AccuracyMatrix matrix = new AccuracyMatrix(1);
    matrix.set(0, 0, 0.6);
    assertThat(matrix.average()).isEqualTo(0.6);
    assertThat(matrix.forgetting()).isZero();
  }
}
