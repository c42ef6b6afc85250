package io.thalweg.collective.mode;

/**
 * One rank's side of the rounds. What it froze stays its own until commit: {@link #abort} leaves it
 * as if there had been no round. Confined to the thread that learns.
 */
public interface Replica {

  /** What this rank has learned and not yet shared. */
  Contribution freeze();

  /** Applies a round that took in the oldest contribution that is frozen. */
  void commit(Average average);

  /** Everything that is frozen is open again. */
  void abort();
}
