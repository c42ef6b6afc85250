package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ForgettingMatrixTest {
  /** Worked by hand. Task 0 is at its best after task 1, which only forgetting minds. */
  @Test
  void figuresAreThoseOfTheirPapers() {
    ForgettingMatrix m = new ForgettingMatrix(3);
    double[][] a = {{0.80, 0.50, 0.30}, {0.90, 0.95, 0.40}, {0.60, 0.85, 0.99}};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        m.set(i, j, a[i][j]);
      }
    }
    assertThat(m.averageAccuracy(2)).isCloseTo((0.60 + 0.85 + 0.99) / 3, within(1e-12));
    assertThat(m.averageAccuracy(0)).isEqualTo(0.80);
    assertThat(m.forgetting(2)).isCloseTo((0.30 + 0.10) / 2, within(1e-12));
    assertThat(m.forgetting(1)).isCloseTo(-0.10, within(1e-12));
    assertThat(m.backwardTransfer(2)).isCloseTo((-0.20 - 0.10) / 2, within(1e-12));
    assertThat(m.forwardTransfer(new double[] {0.1, 0.2, 0.1}))
        .isCloseTo((0.30 + 0.30) / 2, within(1e-12));
  }

  @Test
  void cellsAboveTheDiagonalMayBeLeftOut() {
    ForgettingMatrix m = new ForgettingMatrix(2);
    m.set(0, 0, 0.9);
    m.set(1, 0, 0.7);
    m.set(1, 1, 0.8);
    assertThat(m.at(0, 1)).isNaN();
    assertThat(m.forgetting(1)).isCloseTo(0.2, within(1e-12));
    assertThat(m.backwardTransfer(1)).isCloseTo(-0.2, within(1e-12));
    assertThat(m.forwardTransfer(new double[] {0.1, 0.1})).isNaN();
  }

  @Test
  void aFirstTaskHasNothingToForget() {
    assertThat(new ForgettingMatrix(1).forgetting(0)).isNaN();
    assertThat(new ForgettingMatrix(1).backwardTransfer(0)).isNaN();
    assertThatThrownBy(() -> new ForgettingMatrix(0)).hasMessage("0 tasks, want 1 or more");
  }
}
