package io.thalweg.replay.tier;

import java.nio.ByteBuffer;

/** Where sealed blocks can be read. Thread-safe. */
@FunctionalInterface
public interface BlockSource {
  /** There is no such block (any more). */
  int ABSENT = -1;

  /**
   * Reads a block's rows to the start of {@code into} and sets its limit behind them.
   *
   * @param place the cold tier's address, or that of the warm tier
   * @param scratch at least eight direct bytes that nobody else uses meanwhile
   * @return bytes read, or {@link #ABSENT}
   */
  int read(long sequence, long place, ByteBuffer scratch, ByteBuffer into);
}
