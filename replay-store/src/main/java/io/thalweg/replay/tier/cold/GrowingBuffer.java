package io.thalweg.replay.tier.cold;

import io.thalweg.replay.tier.DirectMemory;
import java.nio.ByteBuffer;

/**
 * One direct buffer, used again and again, as large as the largest demand. Confined to its user.
 */
final class GrowingBuffer implements AutoCloseable {
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  /** Position 0, limit {@code bytes}; what was in it may be lost. */
  ByteBuffer ofLength(int bytes) {
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(bytes);
    }
    return buffer.clear().limit(bytes);
  }

  @Override
  public void close() {
    DirectMemory.free(buffer);
    buffer = ByteBuffer.allocateDirect(0);
  }
}
