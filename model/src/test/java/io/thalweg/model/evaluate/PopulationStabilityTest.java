package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PopulationStabilityTest {
  @Test
  void isTheSumOverBinsOfTheDifferenceTimesTheLogarithmOfTheRatio() {
    long[] sample = {10, 30, 60, 999};
    long[] reference = {50, 100, 50, 999};
    double expected =
        (10.5 / 101.5 - 50.5 / 201.5) * Math.log(10.5 / 101.5 / (50.5 / 201.5))
            + (30.5 / 101.5 - 100.5 / 201.5) * Math.log(30.5 / 101.5 / (100.5 / 201.5))
            + (60.5 / 101.5 - 50.5 / 201.5) * Math.log(60.5 / 101.5 / (50.5 / 201.5));
    assertThat(PopulationStability.index(sample, reference, 3)).isCloseTo(expected, within(1e-12));
    assertThat(PopulationStability.index(reference, sample, 3)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void equalSharesAreZeroAndAnEmptyBinIsFinite() {
    assertThat(PopulationStability.index(new long[] {5, 5}, new long[] {5, 5}, 2)).isZero();
    assertThat(PopulationStability.index(new long[] {0, 100}, new long[] {100, 0}, 2))
        .isBetween(5.0, 20.0);
  }
}
