package io.thalweg.collective.algorithm;

/** The ways to sum a vector over all ranks; what each costs stands at its plans. */
public enum AllReduceAlgorithm implements Algorithm {
  RING,
  RECURSIVE_DOUBLING,
  HALVING_DOUBLING;

  @Override
  public Plan plan(int rank, int worldSize, int length) {
    return switch (this) {
      case RING -> RingPlans.allReduce(rank, worldSize, length);
      case RECURSIVE_DOUBLING -> RecursivePlans.doubling(rank, worldSize, length);
      case HALVING_DOUBLING -> RecursivePlans.halvingDoubling(rank, worldSize, length);
    };
  }
}
