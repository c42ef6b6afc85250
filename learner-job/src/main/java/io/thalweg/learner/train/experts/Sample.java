package io.thalweg.learner.train.experts;

/**
 * Numbers of rows, by their count, mean and variance. Immutable.
 *
 * @param variance never below 0
 */
record Sample(double rows, double mean, double variance) {
  /** Of a count, a sum and a sum of squares. */
  static Sample of(double rows, double sum, double squares) {
    if (rows == 0) {
      return new Sample(0, 0, 0);
    }
    double mean = sum / rows;
    return new Sample(rows, mean, Math.max(0, squares / rows - mean * mean));
  }

  /** Whether the mean lies above 0 by more than so many of its standard errors. */
  boolean isPositive(double deviations) {
    return mean > 0 && mean > deviations * Math.sqrt(variance / rows);
  }
}
