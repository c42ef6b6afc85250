package io.thalweg.collective.algorithm;

/** The ways to hand one rank's elements to all. */
public enum BroadcastAlgorithm {
  BINOMIAL_TREE,
  CHAIN;

  public Plan plan(int rank, int worldSize, int root, int length) {
    return switch (this) {
      case BINOMIAL_TREE -> BroadcastPlans.binomialTree(rank, worldSize, root, length);
      case CHAIN -> BroadcastPlans.chain(rank, worldSize, root, length);
    };
  }
}
