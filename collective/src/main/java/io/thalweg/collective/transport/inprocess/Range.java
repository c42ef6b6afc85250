package io.thalweg.collective.transport.inprocess;

import java.util.function.BooleanSupplier;

/** What one rank works on, from start to end. Immutable. */
record Range(int start, int end) {

  /** Works on a part of the range. */
  @FunctionalInterface
  interface Block {
    void work(int start, int length);
  }

  /** Goes through the range in blocks until it is through or told to stop. */
  void eachBlock(int blockLength, BooleanSupplier stop, Block block) {
    for (int at = start; at < end && !stop.getAsBoolean(); ) {
      int length = Math.min(blockLength, end - at);
      block.work(at, length);
      at += length;
    }
  }
}
