package io.thalweg.bench.replay;

import java.time.Duration;

/**
 * How long to measure. Immutable.
 *
 * @param rounds that count, of each side
 * @param batches of a round in memory
 * @param roundTime of a round on disk
 */
record Effort(int rounds, int batches, Duration roundTime) {
  static final Effort FULL = new Effort(7, 4_000, Duration.ofSeconds(3));
}
