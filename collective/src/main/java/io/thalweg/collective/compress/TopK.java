package io.thalweg.collective.compress;

/**
 * Which values are the k largest by magnitude; of equal ones those of lower index. Three passes of
 * counting over the magnitudes' bits, which sort as the magnitudes do: O(n), whatever the values.
 * Threads: stateless.
 */
final class TopK {

  /** Magnitudes have 31 bits: the first digit has one more. */
  private static final int DIGIT_BITS = 10;

  private TopK() {}

  /**
   * Picks.
   *
   * @param values finite
   * @param k 0 to the number of values
   * @return k indices, ascending
   */
  static int[] select(float[] values, int k) {
    int threshold = 0; // of the k-th largest magnitude, the bits that are known so far
    int above = 0; // how many magnitudes are larger than these bits say
    for (int shift = 2 * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      int[] counts = new int[shift == 2 * DIGIT_BITS ? 1 << (DIGIT_BITS + 1) : 1 << DIGIT_BITS];
      for (float value : values) {
        int magnitude = magnitude(value);
        if (shift == 2 * DIGIT_BITS || magnitude >>> (shift + DIGIT_BITS) == threshold) {
          counts[(magnitude >>> shift) & (counts.length - 1)]++;
        }
      }
      int digit = counts.length - 1;
      while (digit > 0 && above + counts[digit] < k) {
        above += counts[digit--];
      }
      threshold = (threshold << DIGIT_BITS) | digit;
    }
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
