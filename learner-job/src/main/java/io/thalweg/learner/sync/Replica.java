package io.thalweg.learner.sync;

/** What a round moves: one rank's model, seen by the protocol. Confined to the learner's thread. */
public interface Replica {
  /** The last round that was committed. */
  long round();

  /** What this rank puts into the next round; it stays in the open until commit. */
  float[] freeze();

  void abort();

  /**
   * Applies a round that all ranks hold.
   *
   * @param reduced the sum over all ranks of what they froze
   */
  void commit(long round, float[] reduced, int worldSize);

  Totals totals();

  /** What of that the base contains. */
  Totals baseTotals();

  /** The parameters of the last committed round, float32, flat, borrowed. */
  float[] baseView();
}
