package io.thalweg.bench.collective;

import io.thalweg.bench.Goal;

/** What TCP has to reach beside OpenMPI. Stateless. */
final class TcpGoals {
  private TcpGoals() {}

  static Goal of(int ranks, VectorSize size) {
    if (ranks == 2) {
      return switch (size) {
        case SMALL -> atMost(0.75);
        case MEDIUM -> atMost(0.95);
        case LARGE, HUGE -> atMost(0.92);
      };
    }
    return size == VectorSize.SMALL ? Goal.none() : atMost(1);
  }

  private static Goal atMost(double limit) {
    return Goal.atMost(
        limit, "at most %s x OpenMPI over TCP, in the median of the rounds".formatted(limit));
  }
}
