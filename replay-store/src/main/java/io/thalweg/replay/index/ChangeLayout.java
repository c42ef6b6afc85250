package io.thalweg.replay.index;

import java.nio.ByteBuffer;

/**
 * What a deletion has done to two slots of a group, big-endian, {@value #BYTES} bytes.
 *
 * <pre>
 * 0: u16 group
 * 2: u32 slot, whose row was deleted
 * 6: u32 slot, which is free now: the last one of the group
 * 10: u8 1 if the sealed row of the second slot went to the first, else 0
 * </pre>
 */
public final class ChangeLayout {
  public static final int BYTES = 11;
  private static final int GROUP = 0;
  private static final int DELETED = 2;
  private static final int FREED = 6;
  private static final int MOVED = 10;

  private ChangeLayout() {}

  public static void encode(ByteBuffer change, int group, int deleted, int freed, boolean moved) {
    change.putShort(GROUP, (short) group);
    change.putInt(DELETED, deleted);
    change.putInt(FREED, freed);
    change.put(MOVED, (byte) (moved ? 1 : 0));
  }

  public static int group(ByteBuffer change) {
    return Short.toUnsignedInt(change.getShort(GROUP));
  }

  public static int deleted(ByteBuffer change) {
    return change.getInt(DELETED);
  }

  public static int freed(ByteBuffer change) {
    return change.getInt(FREED);
  }

  public static boolean isMoved(ByteBuffer change) {
    return change.get(MOVED) == 1;
  }
}
