package io.thalweg.replay.tier.cold;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Decoders that wait for the next read, so that reads allocate nothing. Thread-safe without a lock:
 * a decoder is taken by swapping its place empty, and closed if all places are full at its return.
 */
final class BlockDecoders implements AutoCloseable {
  private static final int PLACES = 16;

  private final AtomicReferenceArray<@Nullable BlockDecoder> idle =
      new AtomicReferenceArray<>(PLACES);
  private volatile boolean closed;

  BlockDecoder take() {
    int start = start();
    for (int i = 0; i < PLACES; i++) {
      BlockDecoder decoder = idle.getAndSet((start + i) % PLACES, null);
      if (decoder != null) {
        return decoder;
      }
    }
    return new BlockDecoder();
  }

  void giveBack(BlockDecoder decoder) {
    int start = start();
    for (int i = 0; i < PLACES && !closed; i++) {
      if (idle.compareAndSet((start + i) % PLACES, null, decoder)) {
        if (closed) {
          close();
        }
        return;
      }
    }
    decoder.close();
  }

  /** Threads begin at different places, so that they seldom meet. */
  private static int start() {
    return (int) (Thread.currentThread().getId() % PLACES);
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < PLACES; i++) {
      BlockDecoder decoder = idle.getAndSet(i, null);
      if (decoder != null) {
        decoder.close();
      }
    }
  }
}
