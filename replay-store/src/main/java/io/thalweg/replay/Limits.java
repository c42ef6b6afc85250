package io.thalweg.replay;

/** Refuses configuration values with one line. */
final class Limits {
  private Limits() {}

  static void requireWithin(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "replay configuration: %s=%d is outside %d to %d; choose a value inside"
              .formatted(name, value, least, most));
    }
  }
}
