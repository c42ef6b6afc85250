package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;

/**
 * Places in a sequence that may grow and shrink, in an order that visits each about equally often
 * in any stretch. Confined to the table's thread.
 *
 * <p>A Kronecker sequence, {@code frac(u + k / golden ratio)}, with a new random u every {@value
 * #PASSES} passes (H. Niederreiter, "Random number generation and quasi-Monte Carlo methods", 1992;
 * shifted as by R. Cranley and T. Patterson, 1976). Long and short sequences come back to a place
 * after the same share of a pass.
 */
final class EvenOrder {
  /** Longs that {@link #save} writes. */
  static final int STATE_LONGS = 2;

  private static final double GOLDEN_STEP = 0.6180339887498949;
  private static final int PASSES = 8;
  private static final double ULP = 0x1.0p-53;

  private double shift;
  private int step;

  /** A place from 0 (inclusive) to {@code bound} (exclusive). */
  int next(int bound, SplitMix64 random) {
    if (step-- <= 0) {
      step = PASSES * bound;
      shift = (random.nextLong() >>> 11) * ULP;
    }
    shift += GOLDEN_STEP;
    if (shift >= 1) {
      shift -= 1;
    }
    return (int) (shift * bound);
  }

  void save(long[] state, int at) {
    state[at] = Double.doubleToRawLongBits(shift);
    state[at + 1] = step;
  }

  void restore(long[] state, int at) {
    shift = Double.longBitsToDouble(state[at]);
    step = (int) state[at + 1];
  }
}
