package io.thalweg.learner.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterferenceTest {
  private static final double[] BEFORE = {1, 1, 5, 0, 2};
  private static final double[] AFTER = {2, 0, 5.5, 3, 3};

  @Test
  void thoseWhoseLossGrowsMostComeFirstAndOfEqualOnesTheEarlier() {
    assertThat(Interference.most(BEFORE, AFTER, 5, 3)).containsExactly(3, 0, 4);
  }

  @Test
  void fewerCandidatesAreAllTaken() {
    assertThat(Interference.most(BEFORE, AFTER, 2, 3)).containsExactly(0, 1);
  }
}
