package io.thalweg.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory for vectors that travel. Threads: stateless. */
public final class VectorBuffers {
  private static final int PAGE_BYTES = 4_096;

  private VectorBuffers() {}

  /** A direct buffer of native order and zeros that holds so many float32, page-aligned. */
  public static ByteBuffer allocate(int floats) {
    int bytes = Math.multiplyExact(floats, Float.BYTES);
    return ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * PAGE_BYTES)) // both ends lose
        .alignedSlice(PAGE_BYTES)
        .slice(0, bytes)
        .order(ByteOrder.nativeOrder());
  }
}
