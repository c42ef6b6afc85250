package io.thalweg.replay.tier.cold;

import java.nio.ByteBuffer;

/** The blocks that become one segment, asked for once each and in order. */
public interface SegmentBlocks {

  /** From 1 to {@link ColdTier#MAX_BLOCKS}. */
  int count();

  /** How many rows block {@code block} holds: kept beside it, never interpreted. */
  int rows(int block);

  /** The remaining bytes are the block. Borrowed: valid until the next call. */
  ByteBuffer bytes(int block);
}
