package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearnDelayTest {
  @Test
  void theMedianIsOfTheNewest512() {
    LearnDelay delay = new LearnDelay();
    assertThat(delay.median()).isNaN();
    delay.add(40);
    assertThat(delay.median()).isEqualTo(40);
    delay.add(10);
    delay.add(90);
    assertThat(delay.median()).isEqualTo(40);
    for (int i = 0; i < 512; i++) {
      delay.add(1_000 + i);
    }
    assertThat(delay.median()).isEqualTo(1_256);
  }
}
