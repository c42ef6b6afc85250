package io.thalweg.collective.exchange;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Adds numbers in direct buffers, block by block in arrays: loops over arrays are what the JIT
 * compiler turns into vector instructions, and a block stays in the first-level cache. Confined to
 * one thread.
 */
final class Adder {

  private static final int BLOCK_BYTES =
      2_048; // as in memory: longer ones are slower where vectors leave the cache

  private final float[] floatSums = new float[BLOCK_BYTES / Float.BYTES];
  private final float[] floats = new float[BLOCK_BYTES / Float.BYTES];
  private final double[] doubleSums = new double[BLOCK_BYTES / Double.BYTES];
  private final double[] doubles = new double[BLOCK_BYTES / Double.BYTES];

  void add(FloatBuffer sums, int sumsStart, FloatBuffer arrived, int count) {
    float[] s = floatSums;
    float[] a = floats;
    for (int start = 0; start < count; start += s.length) {
      int block = Math.min(s.length, count - start);
      sums.get(sumsStart + start, s, 0, block);
      arrived.get(start, a, 0, block);
      for (int i = 0; i < block; i++) {
        s[i] += a[i];
      }
      sums.put(sumsStart + start, s, 0, block);
    }
  }

  void add(DoubleBuffer sums, int sumsStart, DoubleBuffer arrived, int count) {
    double[] s = doubleSums;
    double[] a = doubles;
    for (int start = 0; start < count; start += s.length) {
      int block = Math.min(s.length, count - start);
      sums.get(sumsStart + start, s, 0, block);
      arrived.get(start, a, 0, block);
      for (int i = 0; i < block; i++) {
        s[i] += a[i];
      }
      sums.put(sumsStart + start, s, 0, block);
    }
  }

  /** The same numbers, exactly. */
  void widen(ByteBuffer from, ByteBuffer to, int count) {
    FloatBuffer source = from.asFloatBuffer();
    DoubleBuffer target = to.asDoubleBuffer();
    for (int start = 0; start < count; start += doubleSums.length) {
      int block = Math.min(doubleSums.length, count - start);
      source.get(start, floats, 0, block);
      for (int i = 0; i < block; i++) {
        doubleSums[i] = floats[i];
      }
      target.put(start, doubleSums, 0, block);
    }
  }

  /** The nearest float32 of a range, at the same indices. */
  void round(ByteBuffer from, ByteBuffer to, int first, int count) {
    DoubleBuffer source = from.asDoubleBuffer();
    FloatBuffer target = to.asFloatBuffer();
    for (int start = first; start < first + count; start += doubleSums.length) {
      int block = Math.min(doubleSums.length, first + count - start);
      source.get(start, doubleSums, 0, block);
      for (int i = 0; i < block; i++) {
        floats[i] = (float) doubleSums[i];
      }
      target.put(start, floats, 0, block);
    }
  }
}
