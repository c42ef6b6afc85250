package io.thalweg.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory for vectors that travel. Where it starts within a page matters: the kernel copies between
 * it and pages of its own, and a copy between equal offsets modulo 4 KiB is at its slowest when the
 * target lies just behind the source. Threads: stateless.
 */
public final class VectorBuffers {
  private static final int PAGE_BYTES = 4_096;
  private static final int VECTOR_OFFSET_BYTES = 1_024;
  private static final int LANDING_OFFSET_BYTES = 3_072;

  private VectorBuffers() {}

  /** A direct buffer of native order and zeros that holds so many float32. */
  public static ByteBuffer allocate(int floats) {
    return allocate(Math.multiplyExact(floats, Float.BYTES), VECTOR_OFFSET_BYTES);
  }

  /** A buffer for bytes that arrive and are then added to a vector. */
  public static ByteBuffer landing(int bytes) {
    return allocate(bytes, LANDING_OFFSET_BYTES);
  }

  private static ByteBuffer allocate(int bytes, int offsetInPage) {
    return ByteBuffer.allocateDirect(Math.addExact(bytes, 3 * PAGE_BYTES))
        .alignedSlice(PAGE_BYTES) // cuts at both ends
        .slice(offsetInPage, bytes)
        .order(ByteOrder.nativeOrder());
  }
}
