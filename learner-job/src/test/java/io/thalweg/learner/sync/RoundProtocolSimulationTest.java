package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many seeds of {@link RoundSimulation}; a failure prints the seed that repeats it. */
class RoundProtocolSimulationTest {
  private static final int SEEDS = 400;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8})
  void keepsItsInvariantsThroughLossesDelaysAndCheckpoints(int worldSize) {
    long committed = 0;
    long aborted = 0;
    long restarts = 0;
    long failovers = 0;
    long checkpoints = 0;
    long lateVotes = 0;
    long overtaken = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      RoundSimulation simulation = new RoundSimulation(worldSize, seed);
      try {
        simulation.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("worldSize=" + worldSize + " seed=" + seed, e);
      }
      committed += simulation.committed();
      aborted += simulation.aborted();
      restarts += simulation.restarts;
      failovers += simulation.failovers;
      checkpoints += simulation.completedCheckpoints;
      lateVotes += simulation.lateVotes;
      overtaken += simulation.overtaken;
    }
    // The seeds have to reach what they are there for.
    assertThat(committed).as("committed").isGreaterThan(10L * SEEDS);
    assertThat(aborted).as("aborted").isGreaterThan(SEEDS / 4);
    assertThat(restarts).as("restarts").isGreaterThan(SEEDS / 4);
    assertThat(failovers).as("failovers").isGreaterThan(SEEDS / 4);
    assertThat(lateVotes).as("votes after their round's abort").isGreaterThan(SEEDS / 4);
    assertThat(overtaken).as("releases whose number was gone").isGreaterThan(SEEDS / 40);
    assertThat(checkpoints).as("checkpoints").isGreaterThan(3L * SEEDS);
  }
}
