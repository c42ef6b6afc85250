package io.thalweg.learner.train.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelTest {
  @Test
  void theFirstRoundsCountAlike() {
    double[] means = {0.5, 0.8, 0.2, 0.4};
    Level level = Level.NONE;
    double sum = 0;
    for (double mean : means) {
      sum += mean;
      level = level.with(new Sample(100, mean, 2 * mean));
    }
    assertThat(level.mean()).isEqualTo(sum / 4, within(1e-12));
    assertThat(level.within()).isEqualTo(2 * sum / 4, within(1e-12));
    double steps = 0.3 * 0.3 + 0.6 * 0.6 + 0.2 * 0.2;
    assertThat(level.between()).isEqualTo(steps / 3 / 2, within(1e-12));
    assertThat(level.rounds()).isEqualTo(4);
  }

  @Test
  void laterOnesFade() {
    Level level = new Level(1, 1, 1, 1, 100).with(new Sample(100, 3, 5));
    assertThat(level.mean()).isEqualTo(1 + 2 / 8.0, within(1e-12));
    assertThat(level.within()).isEqualTo(1 + 4 / 8.0, within(1e-12));
    assertThat(level.between()).isEqualTo(1 + (2 * 2 / 2.0 - 1) / 8, within(1e-12));
  }

  @Test
  void isLeftByMoreThanChance() {
    Level level = new Level(0.5, 0.04, 0, 0.5, 9);
    double error = Math.sqrt((1 + 1 / 8.0) * 0.04 / 400);
    assertThat(level.isLeftBy(new Sample(400, 0.5 + 4.01 * error, 0), 4, 0)).isTrue();
    assertThat(level.isLeftBy(new Sample(400, 0.5 + 3.99 * error, 0), 4, 0)).isFalse();
    assertThat(level.isLeftBy(new Sample(400, 0.5 + 4.01 * error, 0), 4, 0.1)).isFalse();
    assertThat(level.isLeftBy(new Sample(400, 0.1, 0), 4, 0)).isFalse();
  }

  @Test
  void roundsThatScatterMakeChanceLarger() {
    Level level = new Level(0.5, 0.04, 0.01, 0.5, 5);
    double error = Math.sqrt((1 + 1 / 5.0) * 0.01);
    assertThat(level.isLeftBy(new Sample(400, 0.5 + 4.01 * error, 0), 4, 0)).isTrue();
    assertThat(level.isLeftBy(new Sample(400, 0.5 + 3.99 * error, 0), 4, 0)).isFalse();
  }

  @Test
  void isLeftByNothingBeforeFiveRounds() {
    assertThat(new Level(0.5, 0, 0, 0.5, 4).isLeftBy(new Sample(400, 9, 0), 4, 0)).isFalse();
  }
}
