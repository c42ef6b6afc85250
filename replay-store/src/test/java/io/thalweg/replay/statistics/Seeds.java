package io.thalweg.replay.statistics;

import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * The preset seeds of statistical tests, and the level of one test such that a correct selector
 * fails any of {@code tests} tests under any seed once in a thousand such families (C. E.
 * Bonferroni).
 */
public final class Seeds {
  public static final int COUNT = 20;
  private static final double FAMILY_LEVEL = 0.001;

  private Seeds() {}

  public static long[] preset() {
    return LongStream.rangeClosed(1, COUNT).toArray();
  }

  public static double level(int tests) {
    return FAMILY_LEVEL / (COUNT * tests);
  }

  /** The share of {@code runs} seeds (others than the preset ones) under which a test rejects. */
  public static double power(int runs, LongPredicate rejects) {
    return (double) LongStream.range(1_000, 1_000L + runs).filter(rejects).count() / runs;
  }
}
