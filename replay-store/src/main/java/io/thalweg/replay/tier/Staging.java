package io.thalweg.replay.tier;

import java.nio.ByteBuffer;

/**
 * Rows that are not sealed yet, with what only the disk will remember of them. Dense, as {@link
 * RowFrames}. Confined to the table's thread.
 */
public final class Staging implements AutoCloseable {
  private final RowFrames rows;
  private final long[] subjects;
  private final long[] times;
  private final long[] ordinals;

  public Staging(int capacity, int rowBytes) {
    this.rows = new RowFrames(capacity, rowBytes);
    this.subjects = new long[capacity];
    this.times = new long[capacity];
    this.ordinals = new long[capacity];
  }

  public int count() {
    return rows.count();
  }

  public int capacity() {
    return rows.capacity();
  }

  public boolean isFull() {
    return rows.isFull();
  }

  /** Takes one row from {@code source} and returns its frame. */
  public int add(
      int slot,
      long key,
      long subject,
      long timeMillis,
      long ordinal,
      ByteBuffer source,
      int offset) {
    int frame = rows.add(slot, key, source, offset);
    subjects[frame] = subject;
    times[frame] = timeMillis;
    ordinals[frame] = ordinal;
    return frame;
  }

  public int slot(int frame) {
    return rows.slot(frame);
  }

  public long key(int frame) {
    return rows.key(frame);
  }

  public long subject(int frame) {
    return subjects[frame];
  }

  public long timeMillis(int frame) {
    return times[frame];
  }

  public long ordinal(int frame) {
    return ordinals[frame];
  }

  public void renumber(int frame, int slot) {
    rows.renumber(frame, slot);
  }

  public void read(int frame, ByteBuffer out, int offset) {
    rows.read(frame, out, offset);
  }

  /** As {@link RowFrames#remove}. */
  public int remove(int frame) {
    int last = rows.count() - 1;
    subjects[frame] = subjects[last];
    times[frame] = times[last];
    ordinals[frame] = ordinals[last];
    return rows.remove(frame);
  }

  public void removeAll() {
    rows.removeAll();
  }

  /** As {@link RowFrames#wipeFree}. */
  public void wipeFree() {
    rows.wipeFree();
  }

  @Override
  public void close() {
    rows.close();
  }
}
