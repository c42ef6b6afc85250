package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.Accumulation;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Adds vectors up in rank order, block by block through arrays: bulk copies from and to direct
 * memory and plain loops over arrays are what the compiler makes fast, single accesses to buffers
 * are not. Confined to the thread that calls.
 */
final class BlockSum {

  private static final int BLOCK = 512; // half a page; 2,048 takes twice as long from 16 MiB on

  private final BooleanSupplier stop;
  private final float[] block = new float[BLOCK];
  private final float[] sums = new float[BLOCK];
  private final double[] exactSums = new double[BLOCK];

  BlockSum(BooleanSupplier stop) {
    this.stop = stop;
  }

  /** The sums of all inputs go to all outputs; these may be the same buffers. */
  void run(FloatBuffer[] inputs, FloatBuffer[] outputs, Range range, Accumulation accumulation) {
    range.eachBlock(
        BLOCK,
        stop,
        (start, length) -> {
          switch (accumulation) {
            case FLOAT32 -> sumSingle(inputs, start, length);
            case FLOAT64 -> sumDouble(inputs, start, length);
          }
          for (FloatBuffer output : outputs) {
            output.put(start, sums, 0, length);
          }
        });
  }

  /**
   * The sums in twice the precision of float32: their nearest float32 go to high, what is missing
   * to low. Both may be inputs.
   */
  void runInTwo(FloatBuffer[] inputs, FloatBuffer high, FloatBuffer low, Range range) {
    range.eachBlock(
        BLOCK,
        stop,
        (start, length) -> {
          sumDouble(inputs, start, length);
          for (int i = 0; i < length; i++) {
            boolean beyond = Float.isInfinite(sums[i]); // infinite less infinite would be NaN
            block[i] = beyond ? 0 : (float) (exactSums[i] - sums[i]);
          }
          high.put(start, sums, 0, length);
          low.put(start, block, 0, length);
        });
  }

  private void sumSingle(FloatBuffer[] inputs, int start, int length) {
    inputs[0].get(start, sums, 0, length);
    for (int other = 1; other < inputs.length; other++) {
      inputs[other].get(start, block, 0, length);
      add(block, sums, length);
    }
  }

  private void sumDouble(FloatBuffer[] inputs, int start, int length) {
    Arrays.fill(exactSums, 0, length, -0.0); // adding to it changes nothing, not even a zero's sign
    for (FloatBuffer input : inputs) {
      input.get(start, block, 0, length);
      add(block, exactSums, length);
    }
    for (int i = 0; i < length; i++) {
      sums[i] = (float) exactSums[i];
    }
  }

  private static void add(float[] values, float[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += values[i];
    }
  }

  private static void add(float[] values, double[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += values[i];
    }
  }
}
