package io.thalweg.replay.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SumTreeTest {
  private static final int[] SIZES = {1, 2, 7, 8, 9, 63, 64, 65, 511, 513, 700};

  /** Whole weights add up exactly, so that every mass has one right leaf. */
  @Test
  void findsTheLeafThatAWalkOverAllWeightsFinds() {
    SplittableRandom random = new SplittableRandom(1);
    for (int size : SIZES) {
      int[] weights = new int[size];
      SumTree tree = new SumTree(size);
      for (int round = 0; round < 30; round++) {
        for (int i = 0; i < 1 + size / 4; i++) {
          int leaf = random.nextInt(size);
          weights[leaf] = random.nextBoolean() ? 0 : random.nextInt(5);
          tree.set(leaf, weights[leaf]);
        }
        int from = random.nextInt(size);
        int to = from + random.nextInt(size - from + 1);
        requireSame(tree, weights, 0, size);
        requireSame(tree, weights, from, to);
      }
    }
  }

  private static void requireSame(SumTree tree, int[] weights, int from, int to) {
    int mass = 0;
    for (int leaf = from; leaf < to; leaf++) {
      for (int i = 0; i < weights[leaf]; i++, mass++) {
        for (double part : new double[] {0, 0.999}) {
          assertThat(tree.findWithin(from, to, mass + part)).isEqualTo(leaf);
          if (to - from == weights.length) {
            assertThat(tree.find(mass + part)).isEqualTo(leaf);
          }
        }
      }
    }
    assertThat(tree.sum(from, to)).isEqualTo(mass);
    if (to - from == weights.length) {
      assertThat(tree.total()).isEqualTo(mass);
    }
  }

  @Test
  void neverFindsALeafWithoutWeightHoweverRoundingFalls() {
    SplittableRandom random = new SplittableRandom(2);
    for (int round = 0; round < 2_000; round++) {
      int size = 1 + random.nextInt(600);
      SumTree tree = new SumTree(size);
      int some = random.nextInt(size);
      tree.set(some, 1e-300);
      for (int i = 0; i < size / 2; i++) {
        double scale = Math.pow(10, random.nextInt(-300, 300));
        tree.set(random.nextInt(size), random.nextInt(4) == 0 ? 0 : random.nextDouble() * scale);
      }
      tree.set(some, 0.1);
      int from = random.nextInt(some + 1);
      int to = some + 1 + random.nextInt(size - some);
      for (double u : new double[] {0, random.nextDouble(), Math.nextDown(1.0), 1}) {
        assertThat(tree.weight(tree.find(u * tree.total()))).isPositive();
        int within = tree.findWithin(from, to, u * tree.sum(from, to));
        assertThat(within).isBetween(from, to - 1);
        assertThat(tree.weight(within)).isPositive();
      }
    }
  }

  @Test
  void sumsAreAFunctionOfTheLeavesHoweverOftenTheyChanged() {
    SplittableRandom random = new SplittableRandom(3);
    int size = 1_000;
    SumTree used = new SumTree(size);
    for (int i = 0; i < 1_000_000; i++) {
      used.set(random.nextInt(size), random.nextDouble() * Math.pow(10, random.nextInt(-9, 9)));
    }
    SumTree fresh = new SumTree(size);
    double sum = 0;
    for (int leaf = size - 1; leaf >= 0; leaf--) {
      fresh.set(leaf, used.weight(leaf));
      sum += used.weight(leaf);
    }
    assertThat(used.total()).isEqualTo(fresh.total());
    assertThat(used.total()).isCloseTo(sum, offset(sum * 1e-12));
    used.clear();
    assertThat(used.total()).isZero();
    assertThat(used.sum(0, size)).isZero();
  }

  @Test
  void refusesWhatIsNoWeightOrNoMass() {
    SumTree tree = new SumTree(10);
    for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> tree.set(3, weight))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("leaf=3", String.valueOf(weight));
    }
    assertThatThrownBy(() -> tree.find(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree.findWithin(2, 5, 0)).isInstanceOf(IllegalArgumentException.class);
    tree.set(9, 1);
    assertThatThrownBy(() -> tree.find(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree.find(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree.set(10, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.sum(3, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new SumTree(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
