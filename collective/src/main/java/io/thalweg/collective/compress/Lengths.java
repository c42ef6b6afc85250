package io.thalweg.collective.compress;

/** Threads: stateless. */
final class Lengths {

  private Lengths() {}

  static void requireEqual(float[] values, int expected) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "vector's length differs from the memory's: length="
              + values.length
              + ", expected="
              + expected);
    }
  }
}
