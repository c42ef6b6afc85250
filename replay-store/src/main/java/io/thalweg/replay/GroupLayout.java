package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import java.nio.ByteBuffer;

/**
 * The stored state of one group, big-endian, 17 bytes.
 *
 * <pre>
 * 0: u8 version = 1, 1: i64 rows offered, 9: i64 state of the random generator
 * </pre>
 */
final class GroupLayout {
  static final byte VERSION = 1;
  private static final int VERSION_OFFSET = 0;
  private static final int OFFERED_OFFSET = 1;
  private static final int RANDOM_OFFSET = 9;
  private static final int BYTES = 17;

  private GroupLayout() {}

  static byte[] encode(Group group) {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION_OFFSET, VERSION)
        .putLong(OFFERED_OFFSET, group.offered())
        .putLong(RANDOM_OFFSET, group.randomState())
        .array();
  }

  static Group decode(byte[] state, Retention retention, int capacity) {
    StoredVersion.require("group state", state, VERSION, BYTES);
    ByteBuffer bytes = ByteBuffer.wrap(state);
    return new Group(
        retention,
        capacity,
        bytes.getLong(OFFERED_OFFSET),
        new SplitMix64(bytes.getLong(RANDOM_OFFSET)));
  }
}
