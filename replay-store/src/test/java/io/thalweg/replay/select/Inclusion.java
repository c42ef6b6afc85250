package io.thalweg.replay.select;

import io.thalweg.replay.statistics.Fit;

/**
 * How often each of {@code rows} rows was in a sample of {@code kept} of them, over many samples.
 *
 * <p>Samples without replacement have counts of variance n f (1 - f) and covariance -n f (1 - f) /
 * (rows - 1) with f = kept / rows; their difference scales the distances from the mean to a
 * chi-square statistic, also when only some of the rows are looked at.
 */
final class Inclusion {
  private final double fraction;
  private final int rows;
  private int samples;

  Inclusion(int kept, int rows) {
    this.fraction = (double) kept / rows;
    this.rows = rows;
  }

  void sampled() {
    samples++;
  }

  Fit fit(long[] counts) {
    double mean = 0;
    for (long count : counts) {
      mean += (double) count / counts.length;
    }
    double squares = 0;
    for (long count : counts) {
      squares += (count - mean) * (count - mean);
    }
    double variance = samples * fraction * (1 - fraction) * rows / (rows - 1);
    return Fit.ofStatistic(squares / variance, counts.length - 1);
  }

  /** Standard errors between the number of kept rows among {@code looked} and its expectation. */
  double meanZ(long[] counts) {
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    double looked = counts.length;
    double variance = samples * looked * fraction * (1 - fraction) * (rows - looked) / (rows - 1);
    return variance == 0 ? 0 : (total - samples * looked * fraction) / Math.sqrt(variance);
  }
}
