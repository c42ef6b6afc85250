package io.thalweg.replay;

import java.nio.ByteBuffer;

/**
 * The stored state of a table, big-endian, 30 bytes. Its version covers the keys of the database
 * too.
 *
 * <pre>
 *  0: u8 version = 1,  1: i32 rowBytes,  5: i32 groups,  9: i32 capacityPerGroup,
 * 13: u8 retention, 14: i32 first group, 18: i32 last group, 22: i64 state of the sampling generator
 * </pre>
 */
final class TableLayout {
  static final byte VERSION = 1;
  private static final int VERSION_OFFSET = 0;
  private static final int ROW_BYTES_OFFSET = 1;
  private static final int GROUPS_OFFSET = 5;
  private static final int CAPACITY_OFFSET = 9;
  private static final int RETENTION_OFFSET = 13;
  private static final int FIRST_OFFSET = 14;
  private static final int LAST_OFFSET = 18;
  private static final int SAMPLING_OFFSET = 22;
  private static final int BYTES = 30;

  private TableLayout() {}

  static byte[] encode(TableState state) {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION_OFFSET, VERSION)
        .putInt(ROW_BYTES_OFFSET, state.rowBytes())
        .putInt(GROUPS_OFFSET, state.groups())
        .putInt(CAPACITY_OFFSET, state.capacityPerGroup())
        .put(RETENTION_OFFSET, state.retention().code())
        .putInt(FIRST_OFFSET, state.owned().first())
        .putInt(LAST_OFFSET, state.owned().last())
        .putLong(SAMPLING_OFFSET, state.samplingState())
        .array();
  }

  static TableState decode(byte[] state) {
    StoredVersion.require("table state", state, VERSION, BYTES);
    ByteBuffer bytes = ByteBuffer.wrap(state);
    return new TableState(
        bytes.getInt(ROW_BYTES_OFFSET),
        bytes.getInt(GROUPS_OFFSET),
        bytes.getInt(CAPACITY_OFFSET),
        Retention.ofCode(bytes.get(RETENTION_OFFSET)),
        new GroupRange(bytes.getInt(FIRST_OFFSET), bytes.getInt(LAST_OFFSET)),
        bytes.getLong(SAMPLING_OFFSET));
  }
}
