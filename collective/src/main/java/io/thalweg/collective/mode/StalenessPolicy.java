package io.thalweg.collective.mode;

/** How far replicas may drift apart. Immutable. */
public sealed interface StalenessPolicy {

  /** A learner waits for each of its rounds; a round waits for each rank and fails without it. */
  record Strict() implements StalenessPolicy {
    @Override
    public int maxRounds() {
      return 0;
    }
  }

  /**
   * A learner goes on while up to maxRounds of its rounds are under way, and then waits; a rank
   * that isn't ready sits out up to maxRounds rounds in a row, its delta carried, and then the
   * round waits for it and fails without it.
   */
  record BoundedStaleness(int maxRounds) implements StalenessPolicy {
    public BoundedStaleness {
      if (maxRounds < 1) {
        throw new IllegalArgumentException("maxRounds must be at least 1: maxRounds=" + maxRounds);
      }
    }
  }

  int maxRounds();
}
