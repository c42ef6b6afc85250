package io.thalweg.replay.tier;

import java.nio.ByteBuffer;

/**
 * A place where rows of fixed length live under (group, slot). Confined to the table's thread.
 *
 * <p>Public only because the tiers live in rooms of their own; users see the table alone.
 */
public interface Tier extends AutoCloseable {

  /** Whether rows of this slot number live here, in every group. */
  boolean holds(int slot);

  /** Writes the remaining bytes of {@code row}, exactly one row; its position stays. */
  void write(int group, int slot, ByteBuffer row);

  /** Copies a row that was written before to the absolute {@code offset} of {@code out}. */
  void read(int group, int slot, ByteBuffer out, int offset);

  @Override
  void close();
}
