package io.thalweg.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What callers pass to a {@link Communicator}, checked before anything is done with it. Threads:
 * stateless.
 */
public final class CallerBuffers {

  private CallerBuffers() {}

  /** As {@link #bytes}; what remains has to be whole float32. */
  public static ByteBuffer floats(ByteBuffer floats) {
    if (floats.remaining() % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "buffer must hold whole float32: bytes=" + floats.remaining());
    }
    return bytes(floats);
  }

  /** What remains, from index 0 to the capacity; direct, writable and of native order. */
  public static ByteBuffer bytes(ByteBuffer bytes) {
    if (!bytes.isDirect() || bytes.isReadOnly() || bytes.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "buffer must be direct, writable and of native order: buffer="
              + bytes
              + ", order="
              + bytes.order()
              + "; VectorBuffers allocates such");
    }
    return bytes.slice().order(ByteOrder.nativeOrder());
  }

  /** What {@link Communicator#allGather} asks of the lengths of parts. */
  public static void requireParts(int[] partBytes, int worldSize, int bytes) {
    long sum = 0;
    int least = 0;
    for (int part : partBytes) {
      sum += part;
      least = Math.min(least, part);
    }
    if (partBytes.length != worldSize || least < 0 || sum != bytes) {
      throw new IllegalArgumentException(
          "parts must be one a rank, none negative, and fill the buffer: parts="
              + partBytes.length
              + ", worldSize="
              + worldSize
              + ", least="
              + least
              + ", sum="
              + sum
              + ", buffer="
              + bytes);
    }
  }
}
