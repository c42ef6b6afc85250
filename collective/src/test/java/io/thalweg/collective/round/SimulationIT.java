package io.thalweg.collective.round;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The long form of {@link SimulationTest}. */
@EnabledIfSystemProperty(named = "thalweg.nightly", matches = "true")
final class SimulationIT {
  private static final int SEEDS = 20_000;

  @Test
  void keepsItsInvariantsThroughManyMoreSeeds() {
    new Seeds(Mischief.NONE).run(1_000, 1_000 + SEEDS);
  }
}
