package io.thalweg.collective.round;

/** What becomes of a round when a member can't freeze in time. Immutable. */
public sealed interface Stragglers {

  /** How many committed rounds in a row may go without a member's open examples. */
  int roundsWithout();

  /** The round fails and names the rank. */
  record Strict() implements Stragglers {
    @Override
    public int roundsWithout() {
      return 0;
    }
  }

  /**
   * The member takes part with weight 0 and carries what it has learned on, for so many committed
   * rounds; then as {@link Strict} (stale synchronous parallel, Ho et al. 2013).
   */
  record BoundedStaleness(int roundsWithout) implements Stragglers {
    public BoundedStaleness {
      if (roundsWithout < 1) {
        throw new IllegalArgumentException(
            "staleness must be 1 round or more: roundsWithout=" + roundsWithout);
      }
    }
  }
}
