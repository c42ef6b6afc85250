package io.thalweg.model.optimize;

/** Adds gradients up until there are enough for a step. Confined to one thread. */
final class Accumulator {
  private final int wanted;
  private final int length;
  private float[] sum;
  private int gradients;

  Accumulator(int wanted, int length) {
    this.wanted = wanted;
    this.length = length;
    this.sum = new float[wanted > 1 ? length : 0];
  }

  /** Takes a gradient in; if it is the last one wanted, it is replaced by the mean of all. */
  boolean completes(float[] gradient) {
    if (wanted == 1 && gradients == 0) {
      return true;
    }
    gradients++;
    for (int i = 0; i < length; i++) {
      sum[i] += gradient[i];
    }
    if (gradients < wanted) {
      return false;
    }
    float share = 1f / gradients;
    for (int i = 0; i < length; i++) {
      gradient[i] = share * sum[i];
      sum[i] = 0;
    }
    gradients = 0;
    return true;
  }

  int gradients() {
    return gradients;
  }

  /** A copy; empty if there is none. */
  float[] sum() {
    return gradients == 0 ? new float[0] : sum.clone();
  }

  /** More than are wanted count, too: all are in the next mean. */
  void restore(int count, float[] from) {
    gradients = count;
    if (count > 0) {
      sum = from.clone();
    }
  }
}
