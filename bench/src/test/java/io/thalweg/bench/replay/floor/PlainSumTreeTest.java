package io.thalweg.bench.replay.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainSumTreeTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 1_000})
  void findsTheLeafThatAScanFinds(int leaves) {
    PlainSumTree tree = new PlainSumTree(leaves);
    SplittableRandom random = new SplittableRandom(leaves);
    double[] weights = new double[leaves];
    for (int i = 0; i < 3 * leaves; i++) {
      int leaf = random.nextInt(leaves);
      weights[leaf] = 1 + random.nextInt(9);
      tree.set(leaf, weights[leaf]);
    }
    int mass = 0;
    for (int leaf = 0; leaf < leaves; leaf++) {
      for (int i = 0; i < weights[leaf]; i++) {
        assertThat(tree.find(mass++)).isEqualTo(leaf);
      }
    }
    assertThat(tree.total()).isEqualTo(mass);
  }
}
