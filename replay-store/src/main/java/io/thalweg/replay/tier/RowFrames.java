package io.thalweg.replay.tier;

import java.nio.ByteBuffer;

/**
 * Rows in off-heap memory, each with its key and the number of its slot, in frames that are always
 * dense: 0 to {@code count - 1} are taken. Confined to the table's thread.
 *
 * <p>Where a slot's row is must be remembered outside; every method that moves a row says so.
 */
public final class RowFrames implements AutoCloseable {
  /** No row was moved. */
  public static final int NOTHING_MOVED = -1;

  private final Cells cells;
  private final int[] slots;
  private int count;

  public RowFrames(int capacity, int rowBytes) {
    this.cells = new Cells(capacity, Long.BYTES + rowBytes);
    this.slots = new int[capacity];
  }

  public int count() {
    return count;
  }

  public int capacity() {
    return slots.length;
  }

  public boolean isFull() {
    return count == slots.length;
  }

  public int slot(int frame) {
    return slots[frame];
  }

  /** Takes the next free frame and returns its number. */
  public int add(int slot, long key, ByteBuffer source, int offset) {
    cells.write(count, key, source, offset);
    slots[count] = slot;
    return count++;
  }

  /** Takes the next free frame for a row whose bytes come later, and returns its number. */
  public int reserve(int slot) {
    slots[count] = slot;
    return count++;
  }

  /** Gives the frame to another row. */
  public void replace(int frame, int slot, long key, ByteBuffer source, int offset) {
    cells.write(frame, key, source, offset);
    slots[frame] = slot;
  }

  /** The same row under another slot number. */
  public void renumber(int frame, int slot) {
    slots[frame] = slot;
  }

  public long key(int frame) {
    return cells.key(frame);
  }

  public void read(int frame, ByteBuffer out, int offset) {
    cells.readRow(frame, out, offset);
  }

  /** Writes the bytes of the row that a frame already stands for. */
  public void write(int frame, long key, ByteBuffer source, int offset) {
    cells.write(frame, key, source, offset);
  }

  /**
   * Frees a frame and moves the last row into it. Returns the slot of the row that now lies in
   * {@code frame}, or {@link #NOTHING_MOVED}.
   */
  public int remove(int frame) {
    int last = --count;
    if (last == frame) {
      return NOTHING_MOVED;
    }
    cells.copy(last, frame);
    slots[frame] = slots[last];
    return slots[frame];
  }

  public void removeAll() {
    count = 0;
  }

  /** Overwrites what earlier rows have left in free frames. */
  public void wipeFree() {
    for (int frame = count; frame < slots.length; frame++) {
      cells.clear(frame);
    }
  }

  @Override
  public void close() {
    count = 0;
    cells.close();
  }
}
