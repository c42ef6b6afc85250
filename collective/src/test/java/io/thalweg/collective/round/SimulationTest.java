package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Many seeds of {@link RoundSimulation}. A failure prints the seed; {@code -Dthalweg.seed=N} runs
 * that one alone and prints its last events.
 */
final class SimulationTest {
  private static final int SEEDS = 1_000;

  @Test
  void keepsItsInvariantsThroughEveryFault() {
    Seeds seeds = new Seeds(Mischief.NONE);
    Long only = Long.getLong("thalweg.seed");
    if (only != null) {
      seeds.run(only, only + 1);
      return;
    }
    seeds.run(0, SEEDS);
    seeds.assertThatEveryFaultHappened();
    assertThat(seeds.committed()).as("rounds committed").isGreaterThan(10L * SEEDS);
    assertThat(seeds.aborted()).as("rounds aborted").isGreaterThan(2L * SEEDS);
    assertThat(seeds.learnedAgain()).as("examples learned again").isGreaterThan(SEEDS);
  }
}
