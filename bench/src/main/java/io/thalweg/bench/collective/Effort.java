package io.thalweg.bench.collective;

import java.util.List;

/**
 * How much to measure. Immutable.
 *
 * @param rounds that count, of each side; odd
 * @param bytesPerRound that all ranks of a round sum together, about
 * @param fewest iterations of a round, however long the vectors
 * @param most iterations of a round, however short the vectors
 * @param warmUps iterations of 64 KiB before the first round, for the compiler
 */
record Effort(
    List<VectorSize> sizes, int rounds, long bytesPerRound, int fewest, int most, int warmUps) {
  static final Effort FULL = new Effort(List.of(VectorSize.values()), 5, 512L << 20, 7, 400, 6_000);

  Effort {
    sizes = List.copyOf(sizes);
  }

  int iterations(int ranks, VectorSize size) {
    long iterations = bytesPerRound / size.bytes() / ranks;
    return (int) Math.max(fewest, Math.min(most, iterations));
  }
}
