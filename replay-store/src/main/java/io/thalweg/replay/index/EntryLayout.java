package io.thalweg.replay.index;

import java.nio.ByteBuffer;

/**
 * The record of a block, big-endian: an entry for each of its cells, one after the other. And the
 * rewrite of a slot. The version stands in the state of the table.
 *
 * <pre>
 * entry:    0: u16 group, 2: u32 slot in the group, 6: i64 key, 14: i64 subject, 22: i64 event time
 *          30: u16 class label, 32: u8 source, 33: i64 ordinal in its group, 41: columns
 * rewrite:  0: i64 key, 8: u16 class label, 10: columns
 * </pre>
 *
 * A rewrite holds for the row of its key only; one of an earlier row in that slot has another key.
 */
public final class EntryLayout {
  public static final int ENTRY_BYTES = 41;
  public static final int REWRITE_BYTES = 10;
  public static final int REWRITE_KEY = 0;
  public static final int REWRITE_CLASS = 8;

  private static final int GROUP = 0;
  private static final int SLOT = 2;
  private static final int KEY = 6;
  private static final int SUBJECT = 14;
  private static final int TIME = 22;
  private static final int CLASS = 30;
  private static final int SOURCE = 32;
  private static final int ORDINAL = 33;

  private EntryLayout() {}

  public static void encodeAddress(ByteBuffer record, int at, int group, int slotInGroup) {
    record.putShort(at + GROUP, (short) group);
    record.putInt(at + SLOT, slotInGroup);
  }

  public static void encodeRow(ByteBuffer record, int at, long key, int classLabel, int source) {
    record.putLong(at + KEY, key);
    record.putShort(at + CLASS, (short) classLabel);
    record.put(at + SOURCE, (byte) source);
  }

  public static void encodeOrigin(
      ByteBuffer record, int at, long subject, long timeMillis, long ordinal) {
    record.putLong(at + SUBJECT, subject);
    record.putLong(at + TIME, timeMillis);
    record.putLong(at + ORDINAL, ordinal);
  }

  public static int group(ByteBuffer record, int at) {
    return Short.toUnsignedInt(record.getShort(at + GROUP));
  }

  public static int slotInGroup(ByteBuffer record, int at) {
    return record.getInt(at + SLOT);
  }

  public static long key(ByteBuffer record, int at) {
    return record.getLong(at + KEY);
  }

  public static long subject(ByteBuffer record, int at) {
    return record.getLong(at + SUBJECT);
  }

  public static long timeMillis(ByteBuffer record, int at) {
    return record.getLong(at + TIME);
  }

  public static int classLabel(ByteBuffer record, int at) {
    return Short.toUnsignedInt(record.getShort(at + CLASS));
  }

  public static int source(ByteBuffer record, int at) {
    return Byte.toUnsignedInt(record.get(at + SOURCE));
  }

  public static long ordinal(ByteBuffer record, int at) {
    return record.getLong(at + ORDINAL);
  }
}
