package io.thalweg.replay.tier.rocksdb;

import java.nio.ByteBuffer;

/**
 * Keys of the database, big-endian, so that a group's rows lie together in slot order.
 *
 * <pre>
 * table state   0: u8 kind = 0
 * group state   0: u8 kind = 1, 1: u16 group
 * row           0: u8 kind = 2, 1: u16 group, 3: u32 slot
 * </pre>
 */
final class KeyLayout {
  static final byte TABLE = 0;
  static final byte GROUP = 1;
  static final byte ROW = 2;

  private static final int KIND_OFFSET = 0;
  private static final int GROUP_OFFSET = 1;
  private static final int SLOT_OFFSET = 3;
  static final int ROW_KEY_BYTES = 7;

  private KeyLayout() {}

  static byte[] table() {
    return new byte[] {TABLE};
  }

  static byte[] group(int group) {
    return ByteBuffer.allocate(SLOT_OFFSET)
        .put(KIND_OFFSET, GROUP)
        .putShort(GROUP_OFFSET, (short) group)
        .array();
  }

  /** Fills {@code key} with a row's key and makes it the remaining bytes. */
  static ByteBuffer row(ByteBuffer key, int group, int slot) {
    return key.clear()
        .put(KIND_OFFSET, ROW)
        .putShort(GROUP_OFFSET, (short) group)
        .putInt(SLOT_OFFSET, slot);
  }

  static boolean isRowOf(ByteBuffer key, int group) {
    return key.get(KIND_OFFSET) == ROW && Short.toUnsignedInt(key.getShort(GROUP_OFFSET)) == group;
  }

  static int slot(ByteBuffer rowKey) {
    return rowKey.getInt(SLOT_OFFSET);
  }
}
