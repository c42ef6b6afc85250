package io.thalweg.serving.explain;

/**
 * Mean and standard error of numbers as they come (Welford, "Note on a method for calculating
 * corrected sums of squares and products", 1962). Confined to one thread.
 */
final class Moments {
  private int count;
  private double mean;
  private double squares;

  void add(double x) {
    count++;
    double d = x - mean;
    mean += d / count;
    squares += d * (x - mean);
  }

  double mean() {
    return mean;
  }

  /** Standard deviation over the root of the count; 0 for fewer than two numbers. */
  double standardError() {
    return count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);
  }
}
