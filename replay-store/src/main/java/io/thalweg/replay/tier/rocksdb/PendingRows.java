package io.thalweg.replay.tier.rocksdb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rows on their way to the database, found by address until they are there. Not thread-safe.
 *
 * <p>An open-addressing index over one direct buffer: no allocation per row, and a row that is
 * rewritten while it waits is written once.
 */
final class PendingRows {
  static final int MAX_ROWS = 256;
  private static final int MAX_BYTES = 4 << 20;
  private static final int ABSENT = -1;

  private final int rowBytes;
  private final int capacity;
  private final ByteBuffer rows;
  private final long[] addresses;

  /** Linear probing; 0 is free, else the number of a row plus one. At most half full. */
  private final int[] index;

  private int count;

  PendingRows(int rowBytes) {
    this.rowBytes = rowBytes;
    this.capacity = Math.max(1, Math.min(MAX_ROWS, MAX_BYTES / rowBytes));
    this.rows = ByteBuffer.allocateDirect(capacity * rowBytes);
    this.addresses = new long[capacity];
    this.index = new int[Integer.highestOneBit(capacity) * 4];
  }

  void put(int group, int slot, ByteBuffer row) {
    long address = address(group, slot);
    int cell = cell(address);
    if (index[cell] == 0) {
      addresses[count] = address;
      index[cell] = ++count;
    }
    rows.put((index[cell] - 1) * rowBytes, row, row.position(), rowBytes);
  }

  /**
   * Copies the row of this address to the absolute {@code offset} of {@code out}, if it waits here.
   */
  boolean copy(int group, int slot, ByteBuffer out, int offset) {
    int number = index[cell(address(group, slot))] - 1;
    if (number == ABSENT) {
      return false;
    }
    out.put(offset, rows, number * rowBytes, rowBytes);
    return true;
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == capacity;
  }

  int group(int number) {
    return (int) (addresses[number] >>> Integer.SIZE);
  }

  int slot(int number) {
    return (int) addresses[number];
  }

  /** Borrowed: the row as the remaining bytes of the buffer, until the next call. */
  ByteBuffer row(int number) {
    return rows.clear().position(number * rowBytes).limit((number + 1) * rowBytes);
  }

  void clear() {
    rows.clear();
    Arrays.fill(index, 0);
    count = 0;
  }

  private int cell(long address) {
    int mask = index.length - 1;
    long hash = address * 0x9e3779b97f4a7c15L;
    int cell = (int) (hash >>> Integer.SIZE) & mask;
    while (index[cell] != 0 && addresses[index[cell] - 1] != address) {
      cell = (cell + 1) & mask;
    }
    return cell;
  }

  private static long address(int group, int slot) {
    return (long) group << Integer.SIZE | slot;
  }
}
