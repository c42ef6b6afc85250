package io.thalweg.learner.train;

import io.thalweg.model.feature.Standardization;

/**
 * Sums of the rows that no committed round has counted yet, shifted by the committed mean. Three
 * blocks of {@code width}: counts, deviations, squared deviations; then what {@link
 * Standardization} counts by value, which isn't shifted. Confined to one thread.
 */
final class OpenStatistics {
  private final Standardization committed;
  private final double[] sums;
  private double[] frozen;

  OpenStatistics(Standardization committed) {
    this.committed = committed;
    this.sums = new double[committed.sumsLength()];
    this.frozen = new double[sums.length];
  }

  void add(float[] dense, int offset) {
    committed.accumulate(dense, offset, sums);
  }

  /** Puts the sums into a round; they come back by {@link #abort} or count by {@link #commit}. */
  void freeze() {
    for (int i = 0; i < sums.length; i++) {
      frozen[i] = sums[i];
      sums[i] = 0;
    }
  }

  void frozenInto(float[] payload, int offset) {
    for (int i = 0; i < frozen.length; i++) {
      payload[offset + i] = (float) frozen[i];
    }
  }

  void abort() {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += frozen[i];
      frozen[i] = 0;
    }
  }

  /** Merges all ranks' sums; what came in since the freeze is shifted to the new mean. */
  void commit(float[] reduced, int offset) {
    int width = committed.width();
    double[] before = committed.toState();
    committed.merge(reduced, offset);
    double[] after = committed.toState();
    for (int i = 0; i < width; i++) {
      double shift = after[width + i] - before[width + i];
      double n = sums[i];
      double deviations = sums[width + i];
      sums[width + i] = deviations - n * shift;
      sums[2 * width + i] += n * shift * shift - 2 * shift * deviations;
    }
    committed.forgetChanged(sums);
    frozen = new double[sums.length];
  }

  /** What is open and in no round. */
  double[] toState() {
    return sums.clone();
  }

  double[] frozenState() {
    return frozen.clone();
  }

  void restoreFrozen(double[] state) {
    frozen = state.clone();
  }

  void addState(double[] state) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += state[i];
    }
  }
}
