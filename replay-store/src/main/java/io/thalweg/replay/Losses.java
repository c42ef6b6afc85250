package io.thalweg.replay;

import java.util.Arrays;

/** The last loss of each slot's row, where the retention asks for it. Not thread-safe. */
final class Losses {
  private final float[] losses;

  /** {@code slots} 0: none are kept, all are unknown. */
  Losses(int slots) {
    this.losses = new float[slots];
    Arrays.fill(losses, Float.NaN);
  }

  boolean areKept() {
    return losses.length > 0;
  }

  /** NaN while unknown. */
  double loss(int slot) {
    return losses.length == 0 ? Double.NaN : losses[slot];
  }

  void set(int slot, double loss) {
    if (losses.length > 0) {
      losses[slot] = (float) loss;
    }
  }

  void move(int from, int to) {
    if (losses.length > 0) {
      losses[to] = losses[from];
      losses[from] = Float.NaN;
    }
  }
}
