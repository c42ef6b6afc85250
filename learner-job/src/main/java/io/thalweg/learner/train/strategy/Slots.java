package io.thalweg.learner.train.strategy;

import java.util.Map;

/** Named vectors of a state. Stateless. */
final class Slots {
  /** Copies a vector of the state into {@code to}, if the state has it, and says whether it has. */
  static boolean copy(Map<String, float[]> state, String name, float[] to) {
    float[] from = state.get(name);
    if (from == null || from.length == 0) {
      return false;
    }
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "strategy state %s: length=%d, expected=%d".formatted(name, from.length, to.length));
    }
    System.arraycopy(from, 0, to, 0, to.length);
    return true;
  }

  private Slots() {}
}
