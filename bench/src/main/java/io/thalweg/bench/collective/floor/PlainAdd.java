package io.thalweg.bench.collective.floor;

import java.util.Arrays;

/** One thread adds one array to another. Confined to one thread. */
public final class PlainAdd {
  private final float[] sums;
  private final float[] values;

  public PlainAdd(int bytes) {
    sums = new float[bytes / Float.BYTES];
    values = new float[bytes / Float.BYTES];
  }

  /** The median time of one addition of the whole arrays. */
  public double medianMicros(int iterations) {
    long[] nanos = new long[iterations];
    for (int i = 0; i < iterations; i++) {
      long start = System.nanoTime();
      add(values, sums);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[iterations / 2] / 1e3;
  }

  private static void add(float[] values, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }
}
