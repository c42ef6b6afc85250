package io.thalweg.replay.select;

import java.time.Duration;
import java.util.function.IntToLongFunction;

/**
 * See {@link WeightedSelection#recencyWeighted}. Not thread-safe.
 *
 * <p>Only ratios of weights matter, so all are taken from an origin in time near the newest rows:
 * 2^((time - origin) / halfLife). When the total has left the range in which sums are exact enough,
 * because time went on by some hundred half-lives or the newest rows were removed, the origin moves
 * to the newest row and every weight is computed anew from its row's time; that is one pass over
 * the slots in some hundred half-lives.
 */
final class RecencyWeights extends TreeWeights {
  /** Where the total may lie without a new origin, as a power of two to both sides of 1. */
  private static final double LARGEST_TOTAL = 0x1p400;

  private static final double SMALLEST_TOTAL = 0x1p-400;

  /** Bounds of one weight's exponent; 2^31 weights at the upper one still have a finite sum. */
  private static final double LARGEST_EXPONENT = 980;

  private static final double SMALLEST_EXPONENT = -1000;

  private final double halfLifeMillis;
  private final IntToLongFunction timeMillis;
  private boolean originKnown;
  private long originMillis;

  RecencyWeights(int slots, Duration halfLife, IntToLongFunction timeMillis) {
    super(slots);
    this.halfLifeMillis = halfLife.toMillis();
    if (halfLifeMillis < 1) {
      throw new IllegalArgumentException("half-life must be at least 1 ms: " + halfLife);
    }
    this.timeMillis = timeMillis;
  }

  @Override
  public void added(int slot, long rowTimeMillis) {
    if (!originKnown) {
      originKnown = true;
      originMillis = rowTimeMillis;
    }
    tree.set(slot, weightOf(rowTimeMillis));
  }

  /** A row's weight is its time alone. */
  @Override
  public void updated(int slot, double priority) {}

  @Override
  public double total() {
    double total = tree.total();
    if (total > LARGEST_TOTAL || (total < SMALLEST_TOTAL && total > 0)) {
      moveOrigin();
      return tree.total();
    }
    return total;
  }

  /** Nothing: the time of a row says all. */
  @Override
  public double value(int slot) {
    return 0;
  }

  @Override
  public void restore(int slot, double value, long rowTimeMillis) {
    added(slot, rowTimeMillis);
  }

  @Override
  public long[] state() {
    return new long[] {originKnown ? 1 : 0, originMillis};
  }

  @Override
  public boolean restoreState(long[] state) {
    if (state.length != 2) {
      return false;
    }
    if (!originKnown) {
      originKnown = state[0] == 1;
      originMillis = state[1];
    }
    return true;
  }

  private void moveOrigin() {
    long newest = Long.MIN_VALUE;
    for (int slot = 0; slot < tree.leaves(); slot++) {
      if (tree.weight(slot) > 0) {
        newest = Math.max(newest, timeMillis.applyAsLong(slot));
      }
    }
    originMillis = newest;
    for (int slot = 0; slot < tree.leaves(); slot++) {
      if (tree.weight(slot) > 0) {
        tree.set(slot, weightOf(timeMillis.applyAsLong(slot)));
      }
    }
  }

  /** StrictMath: the same on every machine, so a restore elsewhere computes the same weights. */
  private double weightOf(long rowTimeMillis) {
    double exponent = ((double) rowTimeMillis - originMillis) / halfLifeMillis;
    return StrictMath.pow(2, Math.max(SMALLEST_EXPONENT, Math.min(LARGEST_EXPONENT, exponent)));
  }
}
