package io.thalweg.bench.replay.floor;

/**
 * The textbook's binary sum tree in one array: node n has the children 2n and 2n + 1, the root is
 * 1, the leaves come last. Not thread-safe.
 */
final class PlainSumTree {
  private final int leaves;
  private final double[] sums;

  PlainSumTree(int leaves) {
    this.leaves = Math.max(2, Integer.highestOneBit(Math.max(1, leaves - 1)) << 1);
    this.sums = new double[2 * this.leaves];
  }

  double total() {
    return sums[1];
  }

  void set(int leaf, double weight) {
    int node = leaves + leaf;
    sums[node] = weight;
    for (node >>= 1; node >= 1; node >>= 1) {
      sums[node] = sums[2 * node] + sums[2 * node + 1];
    }
  }

  /** The leaf in whose interval of the cumulated weights the mass lies. */
  int find(double mass) {
    int node = 1;
    while (node < leaves) {
      node *= 2;
      if (mass >= sums[node]) {
        mass -= sums[node];
        node++;
      }
    }
    return node - leaves;
  }
}
