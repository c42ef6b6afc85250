package io.thalweg.collective.compress;

/**
 * Which values are the k largest by magnitude; of equal ones those of lower index. Two passes of
 * counting over the magnitudes' bits, which sort as the magnitudes do: O(n), whatever the values.
 * Threads: stateless.
 */
final class TopK {

  private static final int LOW_BITS = 15;

  private TopK() {}

  /**
   * Picks.
   *
   * @param values finite
   * @param k 0 to the number of values
   * @return k indices, ascending
   */
  static int[] select(float[] values, int k) {
    int[] high = new int[1 << (31 - LOW_BITS)];
    for (float value : values) {
      high[magnitude(value) >>> LOW_BITS]++;
    }
    int bucket = high.length - 1;
    int above = 0; // values in buckets above this one
    while (bucket > 0 && above + high[bucket] < k) {
      above += high[bucket--];
    }
    int[] low = new int[1 << LOW_BITS];
    for (float value : values) {
      if (magnitude(value) >>> LOW_BITS == bucket) {
        low[magnitude(value) & (low.length - 1)]++;
      }
    }
    int rest = low.length - 1;
    while (rest > 0 && above + low[rest] < k) {
      above += low[rest--];
    }
    int threshold = (bucket << LOW_BITS) | rest;
    int equalOnes = k - above;
    int[] indices = new int[k];
    int found = 0;
    for (int i = 0; i < values.length && found < k; i++) {
      int magnitude = magnitude(values[i]);
      if (magnitude > threshold || (magnitude == threshold && equalOnes-- > 0)) {
        indices[found++] = i;
      }
    }
    return indices;
  }

  /** At least one of a vector that has any. */
  static int count(int length, double fraction) {
    return Math.min(length, (int) Math.max(1, Math.round(length * fraction)));
  }

  static double requireFraction(double fraction) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "fraction must be above 0 and at most 1: fraction=" + fraction);
    }
    return fraction;
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & 0x7FFFFFFF;
  }
}
