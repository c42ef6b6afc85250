package io.thalweg.model.feature;

import java.util.Arrays;

/**
 * Cells that values are counted in, to find quantiles. Counts over the same cells add up, whoever
 * has counted. Immutable.
 *
 * <p>Edges lie at a ratio of 1.05 from each other, as in DDSketch (Masson, Rim and Lee, "DDSketch:
 * a fast and fully-mergeable quantile sketch with relative-error guarantees", 2019), twice: by
 * their distance from 0, for numbers of many magnitudes, and by their distance from a mean, for
 * numbers that are far from 0 and close to each other.
 */
final class QuantileGrid {
  private static final double RATIO = 1.05;
  private static final double LEAST = 1e-6;

  /** Of the mean: float32 doesn't tell apart what is closer. */
  private static final double LEAST_OF_MEAN = 0x1p-24;

  /** Distances from 0 up to {@link RowEncoder#MAX_MAGNITUDE}, and from the mean up to the mean. */
  private static final int STEPS = steps(LEAST, RowEncoder.MAX_MAGNITUDE);

  private static final int STEPS_OF_MEAN = steps(LEAST_OF_MEAN, 1);

  /** Edges: both signs of all distances, 0 and the mean. */
  private static final int EDGES = 2 * (STEPS + STEPS_OF_MEAN + 1);

  static final int CELLS = EDGES + 1;

  private final double[] edges;

  /** The cells around 0 and a mean. */
  QuantileGrid(double mean) {
    edges = new double[EDGES];
    int next = around(0, LEAST, STEPS, 0);
    around(mean, Math.abs(mean) * LEAST_OF_MEAN, STEPS_OF_MEAN, next);
    Arrays.sort(edges);
  }

  private static int steps(double least, double most) {
    return (int) Math.ceil(StrictMath.log(most / least) / StrictMath.log(RATIO)) + 1;
  }

  private int around(double centre, double least, int steps, int from) {
    int next = from;
    edges[next++] = centre;
    double distance = least;
    for (int i = 0; i < steps; i++) {
      edges[next++] = centre - distance;
      edges[next++] = centre + distance;
      distance *= RATIO;
    }
    return next;
  }

  /** Cell {@code i} has what is below edge {@code i} and not below the one before. */
  int cell(double value) {
    int low = 0;
    int high = EDGES;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (edges[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The value below which a share of what was counted lies; within a cell values are taken to lie
   * evenly.
   *
   * @param share from 0 to 1
   * @param counts by cell, of which one is above 0
   */
  double quantile(double share, double[] counts) {
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    double wanted = share * total;
    double below = 0;
    int last = 0;
    for (int i = 0; i < CELLS; i++) {
      if (counts[i] > 0) {
        if (below + counts[i] >= wanted) {
          return within(i, (wanted - below) / counts[i]);
        }
        below += counts[i];
        last = i;
      }
    }
    return within(last, 1);
  }

  private double within(int cell, double part) {
    double from = edges[Math.max(0, cell - 1)];
    double to = edges[Math.min(EDGES - 1, cell)];
    return from + (to - from) * part;
  }
}
