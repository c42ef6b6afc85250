package io.thalweg.collective.algorithm;

import java.nio.FloatBuffer;

/**
 * Cuts a vector into count adjacent chunks whose lengths differ by at most one. Chunk numbers are
 * taken modulo count, as they go around a ring. Immutable.
 */
record Chunks(int vectorLength, int count) {

  int longest() {
    return vectorLength / count + (vectorLength % count == 0 ? 0 : 1);
  }

  int length(int chunk) {
    return start(Math.floorMod(chunk, count) + 1) - start(Math.floorMod(chunk, count));
  }

  FloatBuffer of(float[] values, int chunk) {
    return FloatBuffer.wrap(values, start(Math.floorMod(chunk, count)), length(chunk));
  }

  private int start(int chunk) {
    return (int) ((long) vectorLength * chunk / count);
  }
}
