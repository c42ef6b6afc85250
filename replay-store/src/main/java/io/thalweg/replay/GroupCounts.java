package io.thalweg.replay;

/**
 * Stored rows per group, and which row is the n-th of all. Not thread-safe. A binary indexed tree
 * (P. M. Fenwick, 1994): both operations take the logarithm of the number of groups.
 */
final class GroupCounts {
  /** From 1; node i holds the sum of the {@code lowestOneBit(i)} counts that end at i. */
  private final long[] sums;

  private long total;

  GroupCounts(int groups) {
    this.sums = new long[groups + 1];
  }

  long total() {
    return total;
  }

  /** {@code index} from 0. */
  void add(int index, int rows) {
    total += rows;
    for (int node = index + 1; node < sums.length; node += Integer.lowestOneBit(node)) {
      sums[node] += rows;
    }
  }

  /**
   * Row {@code rank} (0 to total - 1) of all, counted group after group: index of its group in the
   * upper, its place among that group's rows in the lower 32 bits.
   */
  long locate(long rank) {
    int node = 0;
    long rest = rank;
    for (int step = Integer.highestOneBit(sums.length - 1); step > 0; step >>= 1) {
      int next = node + step;
      if (next < sums.length && sums[next] <= rest) {
        node = next;
        rest -= sums[next];
      }
    }
    return (long) node << Integer.SIZE | rest;
  }
}
