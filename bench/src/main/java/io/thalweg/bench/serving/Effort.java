package io.thalweg.bench.serving;

/**
 * How long it is measured. Immutable.
 *
 * @param rounds of each side by turns, odd
 * @param seconds of each round
 * @param swaps in all
 */
record Effort(int rounds, int seconds, int swaps) {
  static final Effort FULL = new Effort(7, 4, 1_000);

  /** For a test of the bench itself. */
  static final Effort LEAST = new Effort(1, 1, 10);
}
