package io.thalweg.replay.index;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * The sealed blocks: their sequence numbers, where they lie, and which slot each of their cells
 * belongs to. Confined to the table's thread.
 *
 * <p>A block has a handle, an index from 0 that is used again after the block is gone, and up to
 * {@value #MAX_ROWS} cells; cell i of block b has the location {@code b * 64 + i}. Blocks in use
 * are also kept in the order of their sequence numbers, which is the order in which they were
 * sealed.
 */
public final class BlockTable {
  /** Rows of one block at most. */
  public static final int MAX_ROWS = 64;

  /** Memory for each block: six arrays and a bit, rounded up. */
  public static final long BYTES_PER_BLOCK = 4L * MAX_ROWS + 27;

  /** The row of this cell was replaced, moved or deleted. */
  public static final int DEAD = -1;

  /** The block lies in the warm tier. */
  public static final long WARM = -1;

  private static final long GONE = -1;
  private static final int SHIFT = 6;

  private final long[] sequences;
  private final long[] places;
  private final byte[] rows;
  private final byte[] live;
  private final BitSet seen = new BitSet();
  private final int[] slots;
  private final int[] ordered;
  private final int[] free;
  private int used;
  private int freeCount;

  public BlockTable(int capacity) {
    this.sequences = new long[capacity];
    this.places = new long[capacity];
    this.rows = new byte[capacity];
    this.live = new byte[capacity];
    this.slots = new int[Math.multiplyExact(capacity, MAX_ROWS)];
    this.ordered = new int[capacity];
    this.free = new int[capacity];
    Arrays.fill(sequences, GONE);
    this.freeCount = capacity;
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
  }

  public int capacity() {
    return sequences.length;
  }

  public int used() {
    return used;
  }

  public int free() {
    return freeCount;
  }

  /** The block of this rank in sealing order, 0 to {@code used - 1}. */
  public int inOrder(int rank) {
    return ordered[rank];
  }

  /**
   * A new block after all others, its cells dead. The caller makes sure that one is free and that
   * the sequence number is the largest yet.
   */
  public int open(long sequence) {
    int block = free[--freeCount];
    sequences[block] = sequence;
    places[block] = WARM;
    rows[block] = 0;
    live[block] = 0;
    Arrays.fill(slots, block << SHIFT, (block << SHIFT) + MAX_ROWS, DEAD);
    ordered[used++] = block;
    return block;
  }

  /** Gives back those blocks of ranks {@code from} to {@code to} (exclusive) that are chosen. */
  public void release(int from, int to, IntPredicate chosen) {
    int kept = from;
    for (int rank = from; rank < to; rank++) {
      int block = ordered[rank];
      if (chosen.test(block)) {
        free[freeCount++] = block;
        sequences[block] = GONE;
      } else {
        ordered[kept++] = block;
      }
    }
    System.arraycopy(ordered, to, ordered, kept, used - to);
    used -= to - kept;
  }

  /** The first rank whose sequence number is at least this one; {@link #used} if there is none. */
  public int rankOf(long sequence) {
    int low = 0;
    int high = used;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sequences[ordered[middle]] < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  public long sequence(int block) {
    return sequences[block];
  }

  /** Cells up to the last one that was ever bound. */
  public int rows(int block) {
    return rows[block];
  }

  public int live(int block) {
    return live[block];
  }

  /** {@link #WARM}, or the address that the cold tier gave. */
  public long place(int block) {
    return places[block];
  }

  public void place(int block, long place) {
    places[block] = place;
  }

  /** The slot whose row lies in this cell, or {@link #DEAD}. */
  public int slot(int location) {
    return slots[location];
  }

  public void bind(int location, int slot) {
    int block = location >>> SHIFT;
    slots[location] = slot;
    live[block]++;
    rows[block] = (byte) Math.max(rows[block], cell(location) + 1);
  }

  /** The same row under another slot number. */
  public void renumber(int location, int slot) {
    slots[location] = slot;
  }

  public void kill(int location) {
    slots[location] = DEAD;
    live[location >>> SHIFT]--;
  }

  /** Notes that the block's rows were found in a snapshot. */
  public void seen(int block) {
    seen.set(block);
  }

  public boolean isSeen(int block) {
    return seen.get(block);
  }

  public static int location(int block, int cell) {
    return (block << SHIFT) | cell;
  }

  public static int block(int location) {
    return location >>> SHIFT;
  }

  public static int cell(int location) {
    return location & (MAX_ROWS - 1);
  }
}
