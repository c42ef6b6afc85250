package io.thalweg.replay.select;

/**
 * The weights of a table's rows by slot: a row is drawn with probability weight / total. Slots are
 * 0 to a bound given at construction and need not be dense. Not thread-safe.
 *
 * <p>After {@link #restoreState} and then {@link #restore} of every row, in any order of rows, the
 * draws are bit for bit those that the saved weights would have gone on to make with the same
 * generator.
 */
public interface Weights {
  /** A row without a history now lies in {@code slot}, whatever lay there before. */
  void added(int slot, long timeMillis);

  /** The row in {@code slot} was replayed and got a new priority (a loss; finite, 0 or more). */
  void updated(int slot, double priority);

  /** The row of slot {@code from} now lies in {@code to}; {@code from} is empty. */
  void moved(int from, int to);

  void removed(int slot);

  /** A slot, in proportion to weight. Refused with an exception where no row is stored. */
  int draw(SplitMix64 random);

  /** With which {@link #draw} returns {@code slot}; 0 for an empty slot. */
  double probability(int slot);

  double total();

  /** What {@link #restore} needs of this slot besides its time; 0 for an empty slot. */
  double value(int slot);

  void restore(int slot, double value, long timeMillis);

  /** What is kept beyond the slots, to be saved beside them. */
  long[] state();

  /**
   * Goes on from {@link #state}, or from several of them one after the other. Returns false, and
   * does nothing, if it is that of other weights: their values mean nothing here.
   */
  boolean restoreState(long[] state);
}
