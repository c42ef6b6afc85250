package io.thalweg.learner.train.strategy;

/**
 * Classifies by the nearest mean of a class's features, everything scaled to length 1 (Rebuffi et
 * al., "iCaRL", 2017, algorithm 1). Not thread-safe.
 */
public final class NearestClassMean {
  private final double[][] sums;
  private final long[] counts;
  private double[][] means = new double[0][];

  public NearestClassMean(int classes, int features) {
    this.sums = new double[classes][features];
    this.counts = new long[classes];
  }

  /** Adds an exemplar's features, {@code features[offset]} and following. */
  public void add(int label, float[] features, int offset) {
    double norm = norm(features, offset);
    for (int i = 0; i < sums[label].length; i++) {
      sums[label][i] += features[offset + i] / norm;
    }
    counts[label]++;
    means = new double[0][];
  }

  /** The class of the nearest mean; -1 while there is no exemplar at all. */
  public int classify(float[] features, int offset) {
    if (means.length == 0) {
      means = means();
    }
    double norm = norm(features, offset);
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      double distance = 0;
      for (int i = 0; i < means[c].length; i++) {
        double d = features[offset + i] / norm - means[c][i];
        distance += d * d;
      }
      if (counts[c] > 0 && distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  private double[][] means() {
    double[][] out = new double[sums.length][];
    for (int c = 0; c < sums.length; c++) {
      double square = 0;
      for (double x : sums[c]) {
        square += x * x;
      }
      out[c] = sums[c].clone();
      for (int i = 0; i < out[c].length; i++) {
        out[c][i] /= Math.max(Math.sqrt(square), Double.MIN_NORMAL);
      }
    }
    return out;
  }

  private double norm(float[] features, int offset) {
    double square = 0;
    for (int i = 0; i < sums[0].length; i++) {
      square += (double) features[offset + i] * features[offset + i];
    }
    return Math.max(Math.sqrt(square), Double.MIN_NORMAL);
  }
}
