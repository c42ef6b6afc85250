package io.thalweg.collective.round;

import java.util.Arrays;

/**
 * The source of examples: gives each out once, and those that were lost with their process again.
 */
final class Examples {
  /** Kept back, so that there is something to learn when faults are over. */
  private static final int FOR_THE_CALM = 40;

  private final RoundSimulation simulation;
  private final SimulatedProcess[] owners = new SimulatedProcess[WatchedReplica.LENGTH];
  private int given;
  private long again;

  Examples(RoundSimulation simulation) {
    this.simulation = simulation;
  }

  /** The example's number, or -1 if there is none left now. */
  int next(SimulatedProcess learner) {
    int lost = firstLost();
    int limit = owners.length - (simulation.faults.areOver() ? 0 : FOR_THE_CALM);
    int next = lost >= 0 ? lost : given < limit ? given++ : -1;
    if (next >= 0) {
      again += lost >= 0 ? 1 : 0;
      owners[next] = learner;
    }
    return next;
  }

  private int firstLost() {
    if (simulation.coordinator.isVoting()) {
      return -1; // the round may yet commit what its dead members put in
    }
    float[] base = simulation.invariants.newestBase();
    for (int i = 0; i < given; i++) {
      if (!owners[i].lives() && base[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  int given() {
    return given;
  }

  SimulatedProcess owner(int example) {
    return owners[example];
  }

  /** How many were learned again. */
  long again() {
    return again;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(owners, given));
  }
}
