package io.thalweg.model.feature;

import io.thalweg.model.feature.Feature.Quantiles;
import java.util.Arrays;

/**
 * The columns of a number that is told by the bucket it lies in: how often which values were there,
 * over the examples of all committed rounds, and the bounds between buckets that follow. Until so
 * many values are counted as it takes to settle, each round moves the bounds; then they stay, since
 * what a weight means depends on them. Every replica holds the same bits, because every replica
 * adds the same reduced counts. Confined to one thread.
 */
final class QuantileColumns {
  private final int first;
  private final Quantiles quantiles;
  private final double[] counts = new double[QuantileGrid.CELLS];
  private final float[] bounds;
  private boolean hasGrid;
  private boolean settled;
  private double mean;
  private QuantileGrid grid = new QuantileGrid(0);

  /**
   * Nothing is counted yet.
   *
   * @param first of the columns, each of which holds the number as it is
   */
  QuantileColumns(int first, Quantiles quantiles) {
    this.first = first;
    this.quantiles = quantiles;
    this.bounds = new float[quantiles.buckets() - 1];
    Arrays.fill(bounds, Float.NaN);
  }

  int first() {
    return first;
  }

  int width() {
    return quantiles.buckets();
  }

  /** Places that it takes among sums. */
  static int sumsLength() {
    return QuantileGrid.CELLS;
  }

  /** Adds one number to sums, whose places begin at {@code at}. */
  void accumulate(float value, double[] sums, int at) {
    if (hasGrid && !settled && !Float.isNaN(value)) {
      sums[at + grid.cell(value)] += 1;
    }
  }

  /**
   * Adds the counts of a round. The first that brings a mean fixes the cells, the next is the first
   * to be counted.
   */
  void merge(float[] sums, int at, double columnCount, double columnMean) {
    if (settled) {
      return;
    }
    double total = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += sums[at + i];
      total += counts[i];
    }
    if (total > 0) {
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] = (float) grid.quantile((i + 1.0) / quantiles.buckets(), counts);
      }
      settled = total >= quantiles.settleAfter();
    }
    if (!hasGrid && columnCount > 0) {
      hasGrid = true;
      mean = columnMean;
      grid = new QuantileGrid(mean);
    }
  }

  /**
   * Puts each column's range at {@code low} (inclusive) and {@code high} (exclusive): a column is 1
   * where the number is in it. NaN while nothing is counted, so that all are 0.
   */
  void ranges(float[] low, float[] high) {
    boolean counted = !Float.isNaN(bounds[0]);
    for (int i = 0; i < width(); i++) {
      low[first + i] = i > 0 ? bounds[i - 1] : counted ? Float.NEGATIVE_INFINITY : Float.NaN;
      high[first + i] =
          i < bounds.length ? bounds[i] : counted ? Float.POSITIVE_INFINITY : Float.NaN;
    }
  }

  int stateLength() {
    return 3 + counts.length + bounds.length;
  }

  /** Whether it has cells, and has settled, the mean of the cells, counts, bounds. */
  void toState(double[] state, int at) {
    state[at] = hasGrid ? 1 : 0;
    state[at + 1] = settled ? 1 : 0;
    state[at + 2] = mean;
    System.arraycopy(counts, 0, state, at + 3, counts.length);
    for (int i = 0; i < bounds.length; i++) {
      state[at + 3 + counts.length + i] = bounds[i];
    }
  }

  void fromState(double[] state, int at) {
    hasGrid = state[at] != 0;
    settled = state[at + 1] != 0;
    mean = state[at + 2];
    grid = new QuantileGrid(mean);
    System.arraycopy(state, at + 3, counts, 0, counts.length);
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = (float) state[at + 3 + counts.length + i];
    }
  }
}
