package io.thalweg.replay;

import java.nio.ByteBuffer;

/** Takes stored rows one by one. */
@FunctionalInterface
public interface RowVisitor {
  /** {@code row} is borrowed: row and columns are its remaining bytes, during the call only. */
  void row(int group, int slot, long key, ByteBuffer row);
}
