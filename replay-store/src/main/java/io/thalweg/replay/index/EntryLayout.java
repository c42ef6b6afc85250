package io.thalweg.replay.index;

import java.nio.ByteBuffer;

/**
 * What is stored of a sealed row beside its bytes, big-endian. The version stands in the state of
 * the table.
 *
 * <pre>
 * entry:    0: i64 sequence of its block, 8: u8 cell, 9: i64 key, 17: i64 subject, 25: i64 event time
 *          33: u16 class label, 35: u8 source, 36: i64 ordinal in its group, 44: columns
 * rewrite:  0: i64 key, 8: u16 class label, 10: columns
 * </pre>
 *
 * A rewrite holds for the row of its key only; one of an earlier row in that slot has another key.
 */
public final class EntryLayout {
  public static final int ENTRY_BYTES = 44;
  public static final int REWRITE_BYTES = 10;
  public static final int REWRITE_KEY = 0;
  public static final int REWRITE_CLASS = 8;

  private static final int SEQUENCE = 0;
  private static final int CELL = 8;
  private static final int KEY = 9;
  private static final int SUBJECT = 17;
  private static final int TIME = 25;
  public static final int CLASS = 33;
  private static final int SOURCE = 35;
  private static final int ORDINAL = 36;

  private EntryLayout() {}

  public static void encode(
      ByteBuffer entry,
      long key,
      long subject,
      long timeMillis,
      int classLabel,
      int source,
      long ordinal) {
    entry.putLong(KEY, key);
    entry.putLong(SUBJECT, subject);
    entry.putLong(TIME, timeMillis);
    entry.putShort(CLASS, (short) classLabel);
    entry.put(SOURCE, (byte) source);
    entry.putLong(ORDINAL, ordinal);
  }

  public static void locate(ByteBuffer entry, long sequence, int cell) {
    entry.putLong(SEQUENCE, sequence);
    entry.put(CELL, (byte) cell);
  }

  public static long sequence(ByteBuffer entry) {
    return entry.getLong(SEQUENCE);
  }

  public static int cell(ByteBuffer entry) {
    return entry.get(CELL);
  }

  public static long key(ByteBuffer entry) {
    return entry.getLong(KEY);
  }

  public static long subject(ByteBuffer entry) {
    return entry.getLong(SUBJECT);
  }

  public static long timeMillis(ByteBuffer entry) {
    return entry.getLong(TIME);
  }

  public static int classLabel(ByteBuffer entry) {
    return Short.toUnsignedInt(entry.getShort(CLASS));
  }

  public static int source(ByteBuffer entry) {
    return Byte.toUnsignedInt(entry.get(SOURCE));
  }

  public static long ordinal(ByteBuffer entry) {
    return entry.getLong(ORDINAL);
  }
}
