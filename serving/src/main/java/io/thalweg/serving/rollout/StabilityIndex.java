package io.thalweg.serving.rollout;

import io.thalweg.model.evaluate.PopulationStability;
import java.util.Arrays;

/**
 * How far two distributions of scores are apart: their {@link PopulationStability} (for scores:
 * Siddiqi, "Credit risk scorecards", 2006). Bins hold a tenth each of the first scores that one
 * side gave. Confined to its owner.
 */
final class StabilityIndex {
  static final int BINS = 10;

  /** Scores from which the bins are made. */
  static final int FIRST = 500;

  private final double[] first = new double[FIRST];
  private final double[] firstOther = new double[FIRST];
  private final double[] edges = new double[BINS - 1];
  private final long[] counts = new long[BINS];
  private final long[] otherCounts = new long[BINS];
  private int begun;

  /** The scores that both sides gave a row. */
  void add(double score, double other) {
    if (begun < FIRST) {
      first[begun] = score;
      firstOther[begun] = other;
      begun++;
      if (begun == FIRST) {
        makeBins();
      }
      return;
    }
    counts[bin(score)]++;
    otherCounts[bin(other)]++;
  }

  private void makeBins() {
    double[] sorted = first.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < edges.length; i++) {
      edges[i] = sorted[(i + 1) * FIRST / BINS];
    }
    for (int i = 0; i < FIRST; i++) {
      counts[bin(first[i])]++;
      otherCounts[bin(firstOther[i])]++;
    }
  }

  /** Equal edges, which scores that repeat make, leave bins empty on both sides. */
  private int bin(double score) {
    int bin = 0;
    while (bin < edges.length && score >= edges[bin]) {
      bin++;
    }
    return bin;
  }

  /** In nats; 0 before there are bins. */
  double value() {
    if (begun < FIRST) {
      return 0;
    }
    return PopulationStability.index(counts, otherCounts, BINS);
  }
}
