package io.thalweg.learner.drift;

/**
 * Population stability index: sum over bins of (p - q) ln(p/q), p the window's share of a bin and q
 * the reference's (Jeffreys' divergence). Bins end at the reference's quantiles; equal quantiles
 * are one. Half a value is added to each bin, so that an empty one costs what it should. Immutable.
 */
record StabilityIndex(DriftSpec.Psi spec) implements WindowDetector.Comparison {
  @Override
  public DriftResult compare(float[] reference, float[] window) {
    double index = of(reference, window, spec.bins());
    if (index > spec.drift()) {
      return DriftResult.DRIFT;
    }
    return index > spec.warning() ? DriftResult.WARNING : DriftResult.STABLE;
  }

  /** Of ascending values. */
  static double of(float[] reference, float[] window, int bins) {
    double[] q = new double[bins];
    double[] p = new double[bins];
    int used = 0;
    int from = 0;
    int windowFrom = 0;
    for (int b = 1; b <= bins; b++) {
      int end = (int) ((long) reference.length * b / bins);
      if (end <= from) {
        continue;
      }
      boolean last = b == bins;
      int to = last ? reference.length : upTo(reference, from, reference[end - 1]);
      int windowTo = last ? window.length : upTo(window, windowFrom, reference[end - 1]);
      q[used] = to - from;
      p[used] = windowTo - windowFrom;
      used++;
      from = to;
      windowFrom = windowTo;
      if (from == reference.length && !last) {
        p[used] = window.length - windowFrom; // above everything that the reference has
        used++;
        break;
      }
    }
    return divergence(p, window.length, q, reference.length, used);
  }

  private static double divergence(double[] p, double n, double[] q, double m, int bins) {
    double sum = 0;
    for (int b = 0; b < bins; b++) {
      double share = (p[b] + 0.5) / (n + 0.5 * bins);
      double was = (q[b] + 0.5) / (m + 0.5 * bins);
      sum += (share - was) * Math.log(share / was);
    }
    return sum;
  }

  /** The first index from {@code from} on whose value is above the limit. */
  private static int upTo(float[] ascending, int from, float limit) {
    int i = from;
    while (i < ascending.length && ascending[i] <= limit) {
      i++;
    }
    return i;
  }
}
