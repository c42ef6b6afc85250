package io.thalweg.collective.exchange;

import io.thalweg.collective.VectorBuffers;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Memory that one exchange after the other uses: where numbers land before they are added, and room
 * for sums in float64. Confined to one thread.
 */
public final class Workspace {

  /** Small enough for what arrives to be in the cache still when it is added. */
  static final int LANDING_BYTES = 256 << 10;

  /** An element's first bytes may wait here for its last. */
  private static final int SPLIT_ELEMENT_BYTES = Double.BYTES;

  final Adder adder = new Adder();
  final ByteBuffer landing = VectorBuffers.landing(LANDING_BYTES + SPLIT_ELEMENT_BYTES);
  final FloatBuffer landingFloats = landing.asFloatBuffer();
  final DoubleBuffer landingDoubles = landing.asDoubleBuffer();
  private ByteBuffer doubles = VectorBuffers.allocate(0);

  /** Floats in float64, in memory that the next call reuses. */
  public ByteBuffer widened(ByteBuffer floats) {
    int count = floats.remaining() / Float.BYTES;
    int bytes = Math.multiplyExact(count, Double.BYTES);
    if (doubles.capacity() < bytes) {
      doubles = VectorBuffers.allocate(Math.multiplyExact(2, count));
    }
    ByteBuffer widened = doubles.slice(0, bytes).order(floats.order());
    adder.widen(floats, widened, count);
    return widened;
  }

  /** Rounds a range of doubles to floats at the same indices. */
  public void round(ByteBuffer doubles, ByteBuffer floats, int first, int count) {
    adder.round(doubles, floats, first, count);
  }
}
