package io.thalweg.model.feature;

/** Checks of the numbers in features. Stateless. */
final class Sizes {
  private Sizes() {}

  /** Refuses a number below {@code least}. */
  static void require(String feature, String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "feature %s: %s=%d, want %d or more".formatted(feature, what, value, least));
    }
  }
}
