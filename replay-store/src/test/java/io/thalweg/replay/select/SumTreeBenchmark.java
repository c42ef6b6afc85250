package io.thalweg.replay.select;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws and updates of {@link SumTree} and of {@link WeightedSelection#prioritized} beside a plain
 * binary sum tree in one array, in batches of 256, at 1 M and 4 M leaves. Each figure is the best
 * of {@link #ROUNDS} rounds. Run by hand; takes no arguments and a heap of 700 MB.
 */
final class SumTreeBenchmark {
  private static final int BATCH = 256;
  private static final int BATCHES = 100;
  private static final int ROUNDS = 200;

  private SumTreeBenchmark() {}

  /** What both trees can do. */
  private interface Subject {
    int draw();

    void update(int leaf, double priority);
  }

  public static void main(String[] arguments) {
    for (int leaves : new int[] {1 << 20, 1 << 22}) {
      Subject[] subjects = {binary(leaves), wide(leaves), prioritized(leaves)};
      double[][] best = new double[subjects.length][2];
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < subjects.length; i++) {
        Arrays.fill(best[i], Double.MAX_VALUE);
        for (int leaf = 0; leaf < leaves; leaf++) {
          subjects[i].update(leaf, random.nextDouble() + 0.01);
        }
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < subjects.length; i++) {
          measure(subjects[i], random, best[i]);
        }
      }
      print("binary", leaves, best[0], best[0]);
      print("SumTree", leaves, best[1], best[0]);
      print("prioritized", leaves, best[2], best[0]);
    }
  }

  private static void print(String name, int leaves, double[] nanos, double[] binary) {
    System.out.printf(
        "%d leaves, %s: draw %.0f ns (%.2f of binary), update %.0f ns (%.2f), both (%.2f)%n",
        leaves,
        name,
        nanos[0],
        nanos[0] / binary[0],
        nanos[1],
        nanos[1] / binary[1],
        (nanos[0] + nanos[1]) / (binary[0] + binary[1]));
  }

  /** Lowers {@code best}: nanoseconds a draw and an update. */
  private static void measure(Subject subject, SplittableRandom random, double[] best) {
    int[] drawn = new int[BATCH];
    long draws = 0;
    long updates = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        drawn[i] = subject.draw();
      }
      long middle = System.nanoTime();
      for (int leaf : drawn) {
        subject.update(leaf, random.nextDouble() + 0.01);
      }
      draws += middle - start;
      updates += System.nanoTime() - middle;
    }
    best[0] = Math.min(best[0], draws / (double) (BATCHES * BATCH));
    best[1] = Math.min(best[1], updates / (double) (BATCHES * BATCH));
  }

  private static Subject binary(int leaves) {
    double[] nodes = new double[2 * leaves];
    SplittableRandom random = new SplittableRandom(2);
    return new Subject() {
      @Override
      public int draw() {
        double mass = random.nextDouble() * nodes[1];
        int node = 1;
        while (node < leaves) {
          node *= 2;
          if (mass >= nodes[node]) {
            mass -= nodes[node++];
          }
        }
        return node - leaves;
      }

      @Override
      public void update(int leaf, double priority) {
        int node = leaf + leaves;
        nodes[node] = priority;
        while (node > 1) {
          node /= 2;
          nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
        }
      }
    };
  }

  private static Subject wide(int leaves) {
    SumTree tree = new SumTree(leaves);
    SplittableRandom random = new SplittableRandom(2);
    return new Subject() {
      @Override
      public int draw() {
        return tree.find(random.nextDouble() * tree.total());
      }

      @Override
      public void update(int leaf, double priority) {
        tree.set(leaf, priority);
      }
    };
  }

  private static Subject prioritized(int leaves) {
    Weights weights = WeightedSelection.prioritized(leaves, 0.6, 1e-6);
    for (int leaf = 0; leaf < leaves; leaf++) {
      weights.added(leaf, 0);
    }
    SplitMix64 random = new SplitMix64(2);
    return new Subject() {
      @Override
      public int draw() {
        return weights.draw(random);
      }

      @Override
      public void update(int leaf, double priority) {
        weights.updated(leaf, priority);
      }
    };
  }
}
