package io.thalweg.learner.sync;

/**
 * A model that is frozen at one place of its learner's course and takes the round over at another.
 * Its round and base are those of the last committed round, taken over or not. Confined to the
 * learner's thread.
 */
public interface MarkedReplica extends Replica {
  /** Whether a round is frozen and not taken over yet. */
  boolean isInRound();

  /** Whether that round has been committed. */
  boolean isCommitted();

  /** What {@link #freeze} returned, the same bits each time; owned by the caller. */
  float[] contribution();

  /** The round counts: {@code reduced} is kept until it is taken over. */
  void accept(long round, float[] reduced, int worldSize);

  /** Goes on from the committed round from here on. */
  void apply();

  /** What {@link #totals} was at the freeze. */
  Totals frozenTotals();
}
