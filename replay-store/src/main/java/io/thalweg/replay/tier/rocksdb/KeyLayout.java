package io.thalweg.replay.tier.rocksdb;

import java.nio.ByteBuffer;

/**
 * Keys of the database, big-endian.
 *
 * <pre>
 * column family blocks:   0: i64 sequence
 * column family records:  0: i64 sequence of a block or of a change
 * column family rewrites: 0: u16 group, 2: u32 slot
 * column family default:  0: u8 kind of state, 1: u32 number
 * </pre>
 */
final class KeyLayout {
  static final int BLOCK_BYTES = 8;
  static final int SLOT_BYTES = 6;
  private static final int STATE_BYTES = 5;
  private static final int SLOT_OFFSET = 2;

  private KeyLayout() {}

  static ByteBuffer block(ByteBuffer key, long sequence) {
    return key.clear().putLong(0, sequence).limit(BLOCK_BYTES);
  }

  static byte[] block(long sequence) {
    return ByteBuffer.allocate(BLOCK_BYTES).putLong(sequence).array();
  }

  static long sequence(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  static ByteBuffer slot(ByteBuffer key, int group, int slot) {
    key.clear().putShort(0, (short) group).putInt(SLOT_OFFSET, slot);
    return key.limit(SLOT_BYTES);
  }

  static int groupOf(ByteBuffer slotKey) {
    return Short.toUnsignedInt(slotKey.getShort(0));
  }

  static int slotOf(ByteBuffer slotKey) {
    return slotKey.getInt(SLOT_OFFSET);
  }

  static byte[] state(byte kind, int number) {
    return ByteBuffer.allocate(STATE_BYTES).put(kind).putInt(number).array();
  }
}
