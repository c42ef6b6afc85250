package io.thalweg.replay.select;

/**
 * A generator whose whole state is one long, so that it can be saved. Not thread-safe.
 *
 * <p>G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014; yields what {@link java.util.SplittableRandom} yields for the same seed.
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  public SplitMix64(long state) {
    this.state = state;
  }

  /** The {@code index}-th independent generator of a seed, from 0. */
  public static SplitMix64 stream(long seed, int index) {
    return new SplitMix64(mix(seed + (index + 1L) * GOLDEN_GAMMA));
  }

  public long state() {
    return state;
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform over 0 (inclusive) to {@code bound} (exclusive), by rejection; bound &gt; 0. */
  public long nextLong(long bound) {
    long bits = nextLong();
    long last = bound - 1;
    if ((bound & last) == 0) {
      return bits & last;
    }
    bits >>>= 1;
    long value = bits % bound;
    while (bits + last - value < 0) {
      bits = nextLong() >>> 1;
      value = bits % bound;
    }
    return value;
  }

  /**
   * Uniform over 0 (inclusive) to {@code bound} (exclusive), without a division in most calls (D.
   * Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019); bound &gt; 0.
   */
  public int nextInt(int bound) {
    long product = (nextLong() >>> Integer.SIZE) * bound;
    if ((int) product + Integer.MIN_VALUE < bound + Integer.MIN_VALUE) {
      int least = Integer.remainderUnsigned(-bound, bound);
      while (Integer.compareUnsigned((int) product, least) < 0) {
        product = (nextLong() >>> Integer.SIZE) * bound;
      }
    }
    return (int) (product >>> Integer.SIZE);
  }

  public static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
