package io.thalweg.replay.tier;

import java.nio.ByteBuffer;

/** Takes rows one by one. */
@FunctionalInterface
public interface RowVisitor {
  /** {@code row} is borrowed: its remaining bytes are valid during the call only. */
  void row(int group, int slot, ByteBuffer row);
}
