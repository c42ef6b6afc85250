package io.thalweg.learner.train.strategy;

/** Bounds of constants. Stateless. */
final class Limits {
  static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s=%s, want a number of 0 or more".formatted(name, value));
    }
  }

  static void requireAboveZero(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("%s=%s, want a number above 0".formatted(name, value));
    }
  }

  private Limits() {}
}
