package io.thalweg.learner.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a restart of the {@link RoundSimulation} begins with, by rank. Immutable. */
record SimulatedSnapshot(List<Long> learned, List<Long> open, CoordinationState coordinator) {
  /** The sums over all ranks go to rank 0 if there are others now. */
  SimulatedSnapshot at(int worldSize) {
    return learned.size() == worldSize
        ? this
        : new SimulatedSnapshot(
            atRankZero(learned, worldSize), atRankZero(open, worldSize), coordinator);
  }

  private static List<Long> atRankZero(List<Long> values, int worldSize) {
    List<Long> sums = new ArrayList<>(Collections.nCopies(worldSize, 0L));
    sums.set(0, sum(values));
    return sums;
  }

  static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }
}
