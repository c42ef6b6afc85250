package io.thalweg.model.feature;

/**
 * Which keys come often, from sums that add up: a key is counted in the cell that it hashes to,
 * once and for each of its bits that is set. Of a cell more than half of whose counts are one
 * key's, the bits tell that key (Cormode and Muthukrishnan, "What's hot and what's not: tracking
 * most frequent items dynamically", 2005, with one table). Stateless but for its size. Immutable.
 */
final class HeavyKeys {
  private static final int BITS = 24;

  /** Places of a cell: its count, and those of the bits. */
  private static final int CELL = 1 + BITS;

  private final int cells;

  HeavyKeys(int cells) {
    this.cells = cells;
  }

  int sumsLength() {
    return cells * CELL;
  }

  int cells() {
    return cells;
  }

  /** Counts a key, 1 to 2^24, in sums whose places begin at {@code at}. */
  void add(int key, double[] sums, int at) {
    int from = at + cell(key) * CELL;
    sums[from] += 1;
    for (int bit = 0; bit < BITS; bit++) {
      sums[from + 1 + bit] += (key - 1) >>> bit & 1;
    }
  }

  private int cell(int key) {
    return Integer.remainderUnsigned(RowEncoder.mixed(key * 0x9E3779B1), cells);
  }

  /** All that is counted in a cell. */
  double total(float[] sums, int at, int cell) {
    return sums[at + cell * CELL];
  }

  /** The key that most of a cell's counts are of; 0 where there can't be one. */
  int majority(float[] sums, int at, int cell) {
    int from = at + cell * CELL;
    int found = 0;
    for (int bit = 0; bit < BITS; bit++) {
      found |= 2 * sums[from + 1 + bit] > sums[from] ? 1 << bit : 0;
    }
    int key = found + 1;
    return sums[from] > 0 && cell(key) == cell ? key : 0;
  }

  /** How often a cell's key is there at most: as often as each of its bits is what it is. */
  double count(float[] sums, int at, int cell, int key) {
    int from = at + cell * CELL;
    double least = sums[from];
    for (int bit = 0; bit < BITS; bit++) {
      double ones = sums[from + 1 + bit];
      least = Math.min(least, ((key - 1) >>> bit & 1) == 1 ? ones : sums[from] - ones);
    }
    return least;
  }
}
