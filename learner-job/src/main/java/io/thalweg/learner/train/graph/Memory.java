package io.thalweg.learner.train.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * All numbers of an engine, float32, outside of the heap, so that native code computes in place.
 * Places count in floats. Confined to one thread.
 */
public final class Memory {
  /** The most that a buffer of Java's holds, less what {@link #LINE} takes. */
  static final int MAX_FLOATS = (Integer.MAX_VALUE - 2 * Memory.LINE) / Float.BYTES;

  /** Bytes of a cache line: what begins on one is read fastest. */
  static final int LINE = 64;

  private final FloatBuffer floats;

  Memory(int length) {
    // alignedSlice() cuts at both ends.
    ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * length + 2 * LINE);
    floats = bytes.alignedSlice(LINE).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** The numbers themselves, for who computes on them in native code. */
  public FloatBuffer floatsView() {
    return floats;
  }

  void read(int at, float[] to, int length) {
    floats.get(at, to, 0, length);
  }

  void write(int at, float[] from, int length) {
    floats.put(at, from, 0, length);
  }

  float read(int at) {
    return floats.get(at);
  }

  void write(int at, float value) {
    floats.put(at, value);
  }

  void copy(int from, int to, int length) {
    floats.put(to, floats, from, length);
  }
}
