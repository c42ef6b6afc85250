package io.thalweg.replay.select;

/** See {@link WeightedSelection#prioritized}. Not thread-safe. */
final class PriorityWeights extends TreeWeights {
  private final double alpha;
  private final double epsilon;
  private double largestWeight;

  PriorityWeights(int slots, double alpha, double epsilon) {
    super(slots);
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha must lie in 0..1: " + alpha);
    }
    if (!(epsilon > 0 && epsilon <= 1)) {
      throw new IllegalArgumentException("epsilon must be above 0 and at most 1: " + epsilon);
    }
    this.alpha = alpha;
    this.epsilon = epsilon;
    this.largestWeight = weightOf(1);
  }

  @Override
  public void added(int slot, long timeMillis) {
    tree.set(slot, largestWeight);
  }

  @Override
  public void updated(int slot, double priority) {
    if (!(priority >= 0 && priority <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "priority must be finite and not negative: slot=%d, priority=%s"
              .formatted(slot, priority));
    }
    if (tree.weight(slot) == 0) {
      throw new IllegalArgumentException("no row to update: slot=" + slot);
    }
    double weight = weightOf(priority);
    largestWeight = Math.max(largestWeight, weight);
    tree.set(slot, weight);
  }

  /** The weight itself: it depends on no library's rounding when it is read again. */
  @Override
  public double value(int slot) {
    return tree.weight(slot);
  }

  @Override
  public void restore(int slot, double value, long timeMillis) {
    tree.set(slot, value);
  }

  @Override
  public long[] state() {
    return new long[] {
      Double.doubleToRawLongBits(largestWeight),
      Double.doubleToRawLongBits(alpha),
      Double.doubleToRawLongBits(epsilon)
    };
  }

  @Override
  public boolean restoreState(long[] state) {
    if (state.length != 3
        || Double.longBitsToDouble(state[1]) != alpha
        || Double.longBitsToDouble(state[2]) != epsilon) {
      return false;
    }
    largestWeight = Math.max(largestWeight, Double.longBitsToDouble(state[0]));
    return true;
  }

  private double weightOf(double priority) {
    return Math.pow(priority + epsilon, alpha);
  }
}
