package io.thalweg.replay.select;

/** Weights in a {@link SumTree}, a leaf a slot. Not thread-safe. */
abstract class TreeWeights implements Weights {
  /** 2^-53: the distance of neighbouring values of {@link #uniform}. */
  private static final double ULP = 0x1p-53;

  final SumTree tree;

  TreeWeights(int slots) {
    this.tree = new SumTree(slots);
  }

  @Override
  public void moved(int from, int to) {
    tree.set(to, tree.weight(from));
    tree.set(from, 0);
  }

  @Override
  public void removed(int slot) {
    tree.set(slot, 0);
  }

  @Override
  public int draw(SplitMix64 random) {
    double total = total();
    if (total == 0) {
      throw new IllegalStateException("nothing to draw: no row has a weight");
    }
    return tree.find(uniform(random) * total);
  }

  @Override
  public double probability(int slot) {
    double total = total();
    double weight = tree.weight(slot);
    return weight == 0 ? 0 : weight / total;
  }

  @Override
  public double total() {
    return tree.total();
  }

  /** Uniform over 0 (inclusive) to 1 (exclusive). */
  private static double uniform(SplitMix64 random) {
    return (random.nextLong() >>> (Long.SIZE - 53)) * ULP;
  }
}
