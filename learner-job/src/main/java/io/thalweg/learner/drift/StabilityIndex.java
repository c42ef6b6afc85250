package io.thalweg.learner.drift;

import io.thalweg.model.evaluate.PopulationStability;

/**
 * The {@link PopulationStability} of the window against the reference. Bins end at the reference's
 * quantiles; equal quantiles are one. Immutable.
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
    long[] q = new long[bins];
    long[] p = new long[bins];
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
      q[used] = (long) to - from;
      p[used] = (long) windowTo - windowFrom;
      used++;
      from = to;
      windowFrom = windowTo;
      if (from == reference.length && !last) {
        p[used] = (long) window.length - windowFrom; // above everything that the reference has
        used++;
        break;
      }
    }
    return PopulationStability.index(p, q, used);
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
