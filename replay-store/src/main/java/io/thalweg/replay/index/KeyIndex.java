package io.thalweg.replay.index;

/**
 * Finds the slot of a key. Not thread-safe; no allocation after construction.
 *
 * <p>Open addressing with linear probing over slot numbers; the keys themselves stand in {@link
 * SlotTable}. At most two thirds full. Removal shifts back what follows (D. E. Knuth, TAOCP 3, 6.4,
 * algorithm R), so no tombstones gather.
 */
final class KeyIndex {
  static final int ABSENT = -1;

  private final long[] keys;

  /** 0 is free, else a slot plus one. */
  private final int[] cells;

  private final int mask;

  /** {@code keys} is borrowed: the key of each slot. */
  KeyIndex(long[] keys) {
    this.keys = keys;
    long least = Math.max(2, keys.length + (keys.length + 1L) / 2);
    int size = (int) Math.min(1 << 30, Long.highestOneBit(least - 1) << 1);
    this.cells = new int[size];
    this.mask = size - 1;
  }

  /** The slot, or {@link #ABSENT}. */
  int find(long key) {
    int cell = home(key);
    while (cells[cell] != 0) {
      int slot = cells[cell] - 1;
      if (keys[slot] == key) {
        return slot;
      }
      cell = (cell + 1) & mask;
    }
    return ABSENT;
  }

  /** The key of {@code slot}, which isn't in the index yet. */
  void add(int slot) {
    int cell = home(keys[slot]);
    while (cells[cell] != 0) {
      cell = (cell + 1) & mask;
    }
    cells[cell] = slot + 1;
  }

  void remove(int slot) {
    int hole = cellOf(slot);
    int next = hole;
    while (true) {
      cells[hole] = 0;
      int home;
      do {
        next = (next + 1) & mask;
        if (cells[next] == 0) {
          return;
        }
        home = home(keys[cells[next] - 1]);
      } while (((next - home) & mask) < ((next - hole) & mask));
      cells[hole] = cells[next];
      hole = next;
    }
  }

  /** The same key under another slot; {@code keys} has it under both. */
  void move(int from, int to) {
    cells[cellOf(from)] = to + 1;
  }

  private int cellOf(int slot) {
    int cell = home(keys[slot]);
    while (cells[cell] != slot + 1) {
      if (cells[cell] == 0) {
        throw new IllegalStateException("replay key index has lost slot " + slot);
      }
      cell = (cell + 1) & mask;
    }
    return cell;
  }

  private int home(long key) {
    long hash = key * 0x9e3779b97f4a7c15L;
    return (int) ((hash >>> Integer.SIZE) ^ (hash >>> 13)) & mask;
  }
}
