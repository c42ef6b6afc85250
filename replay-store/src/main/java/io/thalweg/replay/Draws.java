package io.thalweg.replay;

/** Puts rows into a batch. Confined to the table's thread. */
interface Draws {
  /** Draws {@code rows} with replacement; the table isn't empty and the batch has room. */
  void draw(int rows, ReplayBatch batch);
}
