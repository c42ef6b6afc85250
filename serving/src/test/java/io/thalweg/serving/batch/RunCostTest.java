package io.thalweg.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RunCostTest {
  private static final double UNNOTICED = 200_000;

  private static RunCost learned(long fixed, long row, int... sizes) {
    RunCost cost = new RunCost();
    for (int i = 0; i < 200; i++) {
      int rows = sizes[i % sizes.length];
      cost.ran(rows, fixed + row * rows);
    }
    return cost;
  }

  @Test
  void tellsTheFixedPartFromTheRows() {
    RunCost cost = learned(7_000, 500, 1, 8, 64);
    assertThat(cost.nanos(1)).isEqualTo(7_500, within(1.0));
    assertThat(cost.nanos(64)).isEqualTo(39_000, within(1.0));
  }

  @Test
  void followsTheSumWhereAllRunsAreOfOneSize() {
    assertThat(learned(4_000_000, 1_000_000, 1).nanos(1)).isEqualTo(5_000_000, within(5_000.0));
  }

  @Test
  void followsAModelThatBecomesSlower() {
    RunCost cost = learned(7_000, 500, 1, 8, 64);
    for (int i = 0; i < 100; i++) {
      int rows = i % 2 == 0 ? 1 : 4;
      cost.ran(rows, 5_000_000L * rows);
    }
    assertThat(cost.nanos(1)).isEqualTo(5_000_000, within(250_000.0));
    assertThat(cost.rowsOfOneRun(UNNOTICED, 64)).isEqualTo(1);
  }

  @Test
  void onePauseIsNotASlowerModel() {
    RunCost cost = learned(7_000, 500, 1, 8, 64);
    cost.ran(1, 300_000_000);
    assertThat(cost.nanos(1)).isLessThan(100_000);
  }

  @Test
  void takesTogetherWhatTheFixedPartPaysFor() {
    assertThat(learned(5_000_000, 1_000, 1, 2, 4, 8, 16, 32).rowsOfOneRun(UNNOTICED, 64))
        .isEqualTo(64);
    assertThat(learned(1_000, 5_000_000, 1, 2).rowsOfOneRun(UNNOTICED, 64)).isEqualTo(1);
    assertThat(learned(1_000, 20_000, 1, 2, 4, 8).rowsOfOneRun(UNNOTICED, 64)).isBetween(9, 10);
  }

  @Test
  void triesNoMoreThanTwiceWhatItHasTried() {
    RunCost cost = new RunCost();
    assertThat(cost.rowsOfOneRun(UNNOTICED, 64)).isEqualTo(2);
    cost.ran(2, 22_000);
    assertThat(cost.rowsOfOneRun(UNNOTICED, 64)).isEqualTo(4);
  }

  @Test
  void survivesNoiseOfEveryKind() {
    Random random = new Random(5);
    RunCost cost = new RunCost();
    for (int i = 0; i < 10_000; i++) {
      int rows = 1 + random.nextInt(64);
      double noise = Math.exp(0.5 * random.nextGaussian());
      cost.ran(rows, (long) (noise * (7_000 + 500 * rows)));
      assertThat(cost.nanos(1)).isPositive().isFinite();
      assertThat(cost.rowsOfOneRun(UNNOTICED, 64)).isBetween(1, 64);
    }
    assertThat(cost.nanos(32)).isEqualTo(23_000, within(12_000.0));
  }
}
