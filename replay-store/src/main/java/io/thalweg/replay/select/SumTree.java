package io.thalweg.replay.select;

import java.util.Arrays;

/**
 * Weights of numbered leaves, and the leaf at which the running sum of weights passes a mass: a
 * draw in proportion to weight takes one descent. Not thread-safe; allocates only when made.
 *
 * <p>One flat array of levels, root first, eight children a node: siblings fill one cache line, so
 * a descent touches a third of a binary tree's lines. At 4,194,304 leaves a draw takes 0.9 and an
 * update 0.65 of a plain binary tree's time ({@code SumTreeBenchmark}); with sixteen children draws
 * were as fast and updates three times slower. A node is always recomputed from its children, so
 * sums don't drift, and are a function of the leaves alone, whatever the order of updates was.
 */
public final class SumTree {
  private static final int BITS = 3;
  private static final int FAN_OUT = 1 << BITS;

  private final int leaves;
  private final int rootLevel;

  /** Where each level begins in {@link #nodes}; level 0 holds the leaves. */
  private final int[] levelStart;

  private final double[] nodes;

  public SumTree(int leaves) {
    if (leaves < 1) {
      throw new IllegalArgumentException("sum tree needs at least 1 leaf: leaves=" + leaves);
    }
    this.leaves = leaves;
    int[] width = new int[Integer.SIZE / BITS + 2];
    int level = 0;
    int nodesOfLevel = leaves;
    while (nodesOfLevel > 1 || level == 0) {
      int parents = (nodesOfLevel - 1) / FAN_OUT + 1;
      width[level++] = Math.multiplyExact(parents, FAN_OUT);
      nodesOfLevel = parents;
    }
    this.rootLevel = level;
    this.levelStart = new int[rootLevel + 1];
    int start = 1;
    for (int i = rootLevel - 1; i >= 0; i--) {
      levelStart[i] = start;
      start = Math.addExact(start, width[i]);
    }
    this.nodes = new double[start];
  }

  public int leaves() {
    return leaves;
  }

  public double total() {
    return nodes[0];
  }

  public double weight(int leaf) {
    return nodes[levelStart[0] + checked(leaf)];
  }

  /** {@code weight} is finite and not negative; 0 takes the leaf out of every draw. */
  public void set(int leaf, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weight must be finite and not negative: leaf=%d, weight=%s".formatted(leaf, weight));
    }
    nodes[levelStart[0] + checked(leaf)] = weight;
    int index = leaf;
    for (int level = 1; level <= rootLevel; level++) {
      double sum = sumOfSiblings(levelStart[level - 1] + (index & -FAN_OUT));
      index >>>= BITS;
      int node = levelStart[level] + index;
      if (nodes[node] == sum) {
        return;
      }
      nodes[node] = sum;
    }
  }

  /** Takes every leaf out, in one pass over the memory. */
  public void clear() {
    Arrays.fill(nodes, 0);
  }

  /**
   * The leaf whose interval of the running sum holds {@code mass}, 0 (inclusive) to {@link
   * #total()} (exclusive). Never a leaf of weight 0: a mass that rounding carries past an
   * interval's end belongs to the last leaf with a weight before that end.
   */
  public int find(double mass) {
    if (!(mass >= 0) || nodes[0] == 0) {
      throw new IllegalArgumentException(
          "mass must lie in the total: mass=%s, total=%s".formatted(mass, nodes[0]));
    }
    return descend(rootLevel, 0, mass);
  }

  /** Sum of the leaves {@code from} (inclusive) to {@code to} (exclusive). */
  public double sum(int from, int to) {
    checkRange(from, to);
    double sum = 0;
    int position = from;
    while (position < to) {
      int level = widestLevel(position, to);
      sum += nodes[levelStart[level] + (position >>> (level * BITS))];
      position += 1 << (level * BITS);
    }
    return sum;
  }

  /**
   * As {@link #find}, among the leaves {@code from} (inclusive) to {@code to} (exclusive) alone and
   * counting mass from {@code from}.
   */
  public int findWithin(int from, int to, double massWithin) {
    checkRange(from, to);
    double rest = massWithin;
    int lastLevel = -1;
    int lastIndex = 0;
    int position = from;
    while (position < to) {
      int level = widestLevel(position, to);
      int index = position >>> (level * BITS);
      double weight = nodes[levelStart[level] + index];
      if (weight > 0) {
        if (rest < weight) {
          return descend(level, index, Math.max(rest, 0));
        }
        lastLevel = level;
        lastIndex = index;
      }
      rest -= weight;
      position += 1 << (level * BITS);
    }
    if (lastLevel < 0 || !(massWithin >= 0)) {
      throw new IllegalArgumentException(
          "mass must lie in the range's sum: from=%d, to=%d, mass=%s, sum=%s"
              .formatted(from, to, massWithin, sum(from, to)));
    }
    return lastWithWeight(lastLevel, lastIndex);
  }

  private int descend(int fromLevel, int fromIndex, double mass) {
    double rest = mass;
    int index = fromIndex;
    for (int level = fromLevel - 1; level >= 0; level--) {
      int first = levelStart[level] + (index << BITS);
      int child = 0;
      while (rest >= nodes[first + child]) {
        rest -= nodes[first + child];
        if (++child == FAN_OUT) {
          return lastWithWeight(level + 1, index);
        }
      }
      index = (index << BITS) + child;
    }
    return index;
  }

  private int lastWithWeight(int fromLevel, int fromIndex) {
    int index = fromIndex;
    for (int level = fromLevel - 1; level >= 0; level--) {
      index = (index << BITS) + FAN_OUT - 1;
      while (nodes[levelStart[level] + index] == 0) {
        index--;
      }
    }
    return index;
  }

  /** The highest level with a node that begins at leaf {@code position} and ends by {@code to}. */
  private int widestLevel(int position, int to) {
    int level = 0;
    while (level < rootLevel
        && (position & ((1 << ((level + 1) * BITS)) - 1)) == 0
        && to - position >= 1L << ((level + 1) * BITS)) {
      level++;
    }
    return level;
  }

  /** Added in pairs, which is also the shortest chain of dependent additions. */
  private double sumOfSiblings(int first) {
    double left = (nodes[first] + nodes[first + 1]) + (nodes[first + 2] + nodes[first + 3]);
    double right = (nodes[first + 4] + nodes[first + 5]) + (nodes[first + 6] + nodes[first + 7]);
    return left + right;
  }

  private int checked(int leaf) {
    if (leaf < 0 || leaf >= leaves) {
      throw new IndexOutOfBoundsException("leaf=%d, leaves=%d".formatted(leaf, leaves));
    }
    return leaf;
  }

  private void checkRange(int from, int to) {
    if (from < 0 || from > to || to > leaves) {
      throw new IndexOutOfBoundsException("from=%d, to=%d, leaves=%d".formatted(from, to, leaves));
    }
  }
}
