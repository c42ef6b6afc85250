package io.thalweg.replay.index;

import io.thalweg.replay.tier.Cells;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is known of every slot, but for its row: one array a fact, addressed by the slot's number.
 * Confined to the table's thread.
 *
 * <p>About {@value #BYTES_PER_SLOT} bytes a slot, and the mutable columns. A location is the cell
 * of a block, the complement of a staging frame, or {@link #NOWHERE}.
 */
public final class SlotTable implements AutoCloseable {
  /** The slot is free. */
  public static final int NOWHERE = Integer.MIN_VALUE;

  /** The row has no hot frame. */
  public static final int NO_FRAME = -1;

  /** No such key. */
  public static final int ABSENT = KeyIndex.ABSENT;

  /** Memory for each slot: seven arrays and up to three cells of the key index, rounded up. */
  public static final int BYTES_PER_SLOT = 44;

  private static final int SOURCE_SHIFT = Character.SIZE;
  private static final int SOURCE_MASK = 0xff;

  /** Belongs to the slot, not to its row. */
  private static final int REWRITTEN = 1 << 30;

  private final int[] locations;
  private final int[] frames;
  private final long[] keys;
  private final int[] subjects;
  private final int[] seconds;
  private final int[] tags;
  private final KeyIndex index;
  private final Cells columns;

  public SlotTable(int slots, int columnBytes) {
    this.locations = new int[slots];
    this.frames = new int[slots];
    this.keys = new long[slots];
    this.subjects = new int[slots];
    this.seconds = new int[slots];
    this.tags = new int[slots];
    this.index = new KeyIndex(keys);
    Arrays.fill(locations, NOWHERE);
    Arrays.fill(frames, NO_FRAME);
    this.columns = new Cells(columnBytes == 0 ? 0 : slots, columnBytes);
  }

  public int slots() {
    return locations.length;
  }

  /** The slot of a key, or {@link #ABSENT}. */
  public int find(long key) {
    return index.find(key);
  }

  public boolean isTaken(int slot) {
    return locations[slot] != NOWHERE;
  }

  /** A row begins here; its location is set next. */
  public void take(int slot, long key, long subject, long timeMillis, int classLabel, int source) {
    keys[slot] = key;
    subjects[slot] = fingerprint(subject);
    seconds[slot] = seconds(timeMillis);
    tags[slot] = (tags[slot] & REWRITTEN) | (source << SOURCE_SHIFT) | classLabel;
    index.add(slot);
  }

  /** The row of this slot is gone; its key is not to be found here any more. */
  public void free(int slot) {
    index.remove(slot);
    keys[slot] = ~keys[slot];
    locations[slot] = NOWHERE;
    frames[slot] = NO_FRAME;
  }

  /** The row of {@code from} goes to the free slot {@code to}. */
  public void move(int from, int to) {
    locations[to] = locations[from];
    frames[to] = frames[from];
    keys[to] = keys[from];
    subjects[to] = subjects[from];
    seconds[to] = seconds[from];
    tags[to] = (tags[to] & REWRITTEN) | (tags[from] & ~REWRITTEN);
    if (columns.cellBytes() > 0) {
      columns.copy(from, to);
    }
    index.move(from, to);
    keys[from] = ~keys[from];
    locations[from] = NOWHERE;
    frames[from] = NO_FRAME;
  }

  public int location(int slot) {
    return locations[slot];
  }

  public void locate(int slot, int location) {
    locations[slot] = location;
  }

  public int frame(int slot) {
    return frames[slot];
  }

  public void frame(int slot, int frame) {
    frames[slot] = frame;
  }

  /** Whether the row of this key lies in this slot. */
  public boolean holds(int slot, long key) {
    return keys[slot] == key && locations[slot] != NOWHERE;
  }

  public long key(int slot) {
    return keys[slot];
  }

  public int classLabel(int slot) {
    return tags[slot] & Character.MAX_VALUE;
  }

  public void classLabel(int slot, int classLabel) {
    tags[slot] = (tags[slot] & ~Character.MAX_VALUE) | classLabel;
  }

  public int source(int slot) {
    return (tags[slot] >>> SOURCE_SHIFT) & SOURCE_MASK;
  }

  /** Whether the warm tier has a rewrite for this slot. */
  public boolean hasRewrite(int slot) {
    return (tags[slot] & REWRITTEN) != 0;
  }

  public void rewriteWritten(int slot) {
    tags[slot] |= REWRITTEN;
  }

  public void rewriteDeleted(int slot) {
    tags[slot] &= ~REWRITTEN;
  }

  /** Event time in whole seconds since 1970, rounded down; clamped to 32 bits. */
  public int seconds(int slot) {
    return seconds[slot];
  }

  public static int seconds(long timeMillis) {
    long whole = Math.floorDiv(timeMillis, 1_000L);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole));
  }

  /** What {@link #mayBelongTo} compares, sorted. */
  public static int[] fingerprints(long[] subjects) {
    return Arrays.stream(subjects).mapToInt(SlotTable::fingerprint).sorted().toArray();
  }

  /** True for every slot of one of the subjects, and by chance for others, of each 1 in 2^32. */
  public boolean mayBelongTo(int slot, int[] fingerprints) {
    return Arrays.binarySearch(fingerprints, subjects[slot]) >= 0;
  }

  private static int fingerprint(long subject) {
    return (int) ((subject * 0x9e3779b97f4a7c15L) >>> Integer.SIZE);
  }

  public void writeColumns(int slot, ByteBuffer source, int offset) {
    if (columns.cellBytes() > 0) {
      columns.write(slot, source, offset);
    }
  }

  public void readColumns(int slot, ByteBuffer out, int offset) {
    if (columns.cellBytes() > 0) {
      columns.read(slot, out, offset);
    }
  }

  /** Overwrites what rows that are gone have left. */
  public void wipeFree() {
    for (int slot = 0; slot < locations.length; slot++) {
      if (!isTaken(slot)) {
        keys[slot] = 0;
        subjects[slot] = 0;
        if (columns.cellBytes() > 0) {
          columns.clear(slot);
        }
      }
    }
  }

  @Override
  public void close() {
    columns.close();
  }
}
