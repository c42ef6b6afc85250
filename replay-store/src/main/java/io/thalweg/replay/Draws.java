package io.thalweg.replay;

/** Puts rows into a batch. Confined to the table's thread. */
interface Draws {
  /** Draws {@code rows} with replacement; the table isn't empty and the batch has room. */
  void draw(int rows, ReplayBatch batch);

  /** What of the draws to come is settled already, beside the state of the generator. */
  long[] save();

  /** Goes on from {@link #save}; to be called before the first draw. */
  void restore(long[] state);
}
