package io.thalweg.replay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class TailsTest {
  /**
   * Degrees of freedom, upper tail, and the tabulated critical value (NIST e-Handbook 1.3.6.7.4).
   */
  private static final double[][] CHI_SQUARE = {
    {1, 0.10, 2.706},
    {1, 0.05, 3.841},
    {1, 0.001, 10.828},
    {2, 0.05, 5.991},
    {2, 0.01, 9.210},
    {5, 0.95, 1.145},
    {5, 0.05, 11.070},
    {5, 0.001, 20.515},
    {10, 0.99, 2.558},
    {10, 0.05, 18.307},
    {10, 0.001, 29.588},
    {30, 0.05, 43.773},
    {30, 0.01, 50.892},
    {100, 0.95, 77.929},
    {100, 0.05, 124.342},
    {100, 0.001, 149.449},
  };

  /** z and two-sided tail. */
  private static final double[][] NORMAL = {
    {1, 0.317311}, {1.959964, 0.05}, {2.575829, 0.01}, {3.290527, 0.001}, {-3.290527, 0.001},
  };

  @Test
  void chiSquareTailsAreTheTabulatedOnes() {
    for (double[] row : CHI_SQUARE) {
      assertThat(Tails.chiSquare(row[2] - 0.0005, row[0])).isGreaterThan(row[1]);
      assertThat(Tails.chiSquare(row[2] + 0.0005, row[0])).isLessThan(row[1]);
    }
  }

  @Test
  void normalTailsAreTheTabulatedOnes() {
    for (double[] row : NORMAL) {
      assertThat(Tails.normalTwoSided(row[0])).isCloseTo(row[1], offset(1e-6));
    }
  }

  /** With an even number of degrees of freedom the tail is a finite Poisson sum. */
  @Test
  void farTailsAndManyDegreesOfFreedomAgreeWithThePoissonSum() {
    for (int half : new int[] {1, 4, 50, 2_000}) {
      for (double scale : new double[] {0.5, 0.95, 1, 1.05, 2}) {
        double x = half * scale;
        double sum = 0;
        double logFactorial = 0;
        for (int n = 0; n < half; n++) {
          logFactorial += n == 0 ? 0 : Math.log(n);
          sum += Math.exp(n * Math.log(x) - x - logFactorial);
        }
        assertThat(Tails.chiSquare(2 * x, 2 * half)).isCloseTo(sum, offset(1e-9));
      }
    }
  }
}
