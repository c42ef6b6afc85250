package io.thalweg.model.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  private static LearningRate halving() {
    return new LearningRate(8, new RateSchedule(new RateSchedule.Steps(1, 0.5), 0, 0));
  }

  private static float[] next(LearningRate rate, int steps) {
    float[] rates = new float[steps];
    for (int i = 0; i < steps; i++) {
      rates[i] = rate.next();
    }
    return rates;
  }

  @Test
  void aRestartBeginsTheScheduleAnew() {
    LearningRate rate = halving();
    assertThat(next(rate, 3)).containsExactly(8, 4, 2);
    rate.restart();
    assertThat(rate.rate()).isEqualTo(8);
    assertThat(next(rate, 3)).containsExactly(8, 4, 2);
  }

  @Test
  void aBoostHoldsForSoManySteps() {
    LearningRate rate = halving();
    next(rate, 1);
    rate.boost(3, 2);
    assertThat(next(rate, 3)).containsExactly(12, 6, 1);
  }

  @Test
  void aRestartLeavesABoostAndALaterBoostReplacesIt() {
    LearningRate rate = halving();
    rate.boost(3, 3);
    next(rate, 1);
    rate.restart();
    assertThat(next(rate, 1)).containsExactly(24);
    rate.boost(0.5, 1);
    assertThat(next(rate, 2)).containsExactly(2, 2);
  }

  @Test
  void aRestoredOneGoesOnAlike() {
    LearningRate rate = halving();
    next(rate, 2);
    rate.restart();
    rate.boost(3, 4);
    next(rate, 2);
    LearningRate restored = halving();
    restored.restore(4, rate.state());
    assertThat(next(restored, 5)).isEqualTo(next(rate, 5));
  }

  @Test
  void refusesABoostThatIsNone() {
    assertThatThrownBy(() -> halving().boost(0, 1))
        .hasMessage("boost: factor=0.0, steps=1, want a number above 0 and 1 step or more");
    assertThatThrownBy(() -> halving().boost(1, 0))
        .hasMessage("boost: factor=1.0, steps=0, want a number above 0 and 1 step or more");
  }
}
