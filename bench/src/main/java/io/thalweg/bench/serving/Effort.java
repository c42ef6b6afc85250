package io.thalweg.bench.serving;

/**
 * How long it is measured. Immutable.
 *
 * @param rounds of each side by turns, odd
 * @param seconds of each round
 * @param swaps in all
 * @param swapsBefore that the JVM gets to know the code by, and that don't count
 */
record Effort(int rounds, int seconds, int swaps, int swapsBefore) {
  static final Effort FULL = new Effort(7, 4, 1_000, 800);

  /** For a test of the bench itself. */
  static final Effort LEAST = new Effort(1, 1, 10, 2);
}
