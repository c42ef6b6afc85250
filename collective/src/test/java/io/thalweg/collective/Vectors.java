package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;

/** Seeded inputs and the serial float64 sum that results are held against. */
public final class Vectors {

  private Vectors() {}

  public static float[] random(long seed, int rank, int length) {
    SplittableRandom random = new SplittableRandom(seed * 1_000 + rank);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  /** All ranks have the bits of rank 0, and these are the sum up to float32 rounding. */
  public static void assertSum(List<float[]> results, List<float[]> inputs) {
    int length = inputs.get(0).length;
    for (float[] result : results) {
      assertThat(result).hasSize(length);
      for (int i = 0; i < length; i++) {
        if (Float.floatToRawIntBits(result[i]) != Float.floatToRawIntBits(results.get(0)[i])) {
          throw new AssertionError("bits differ between ranks: index=" + i + ", length=" + length);
        }
      }
    }
    for (int i = 0; i < length; i++) {
      double sum = 0;
      double magnitude = 0;
      for (float[] input : inputs) {
        sum += input[i];
        magnitude += Math.abs(input[i]);
      }
      // each of the worldSize - 1 additions rounds by at most half an ulp of a partial sum
      double tolerance = (inputs.size() - 1) * magnitude * Math.scalb(1.0, -24);
      double error = Math.abs(results.get(0)[i] - sum);
      if (!(error <= tolerance)) {
        throw new AssertionError(
            "sum is wrong: index=" + i + ", result=" + results.get(0)[i] + ", expected=" + sum);
      }
    }
  }
}
