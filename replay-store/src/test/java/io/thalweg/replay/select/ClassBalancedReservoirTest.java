package io.thalweg.replay.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.statistics.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassBalancedReservoirTest {
  private static final double UNKNOWN = Double.NaN;

  /**
   * Only a row of a class that isn't full changes class sizes, and it always does: they follow from
   * the labels alone. Worked out here by looking at all classes after every row.
   */
  @Test
  void classSizesAreThoseOfTheAlgorithmStepByStep() {
    SplittableRandom stream = new SplittableRandom(15);
    for (int classes : new int[] {1, 2, 3, 10, 200, 3_000}) {
      int capacity = 100;
      GroupModel group = new GroupModel(Removers.classBalanced(capacity), new SplitMix64(16));
      TreeMap<Integer, Integer> sizes = new TreeMap<>();
      Map<Integer, Boolean> full = new HashMap<>();
      for (int number = 0; number < 3_000; number++) {
        int label = 65_535 - (int) (classes * Math.pow(stream.nextDouble(), 3));
        if (number < capacity) {
          sizes.merge(label, 1, Integer::sum);
        } else {
          int largest = sizes.values().stream().mapToInt(size -> size).max().orElseThrow();
          sizes.forEach((other, size) -> full.merge(other, size == largest, Boolean::logicalOr));
          if (!full.getOrDefault(label, false)) {
            int giving =
                sizes.keySet().stream()
                    .filter(other -> sizes.get(other) == largest)
                    .findFirst()
                    .orElseThrow();
            sizes.merge(giving, -1, Integer::sum);
            sizes.merge(label, 1, Integer::sum);
          }
        }
        group.offer(number, label, UNKNOWN);
        TreeMap<Integer, Integer> stored = new TreeMap<>();
        group.slots.forEach(row -> stored.merge(row.classLabel(), 1, Integer::sum));
        sizes.values().removeIf(size -> size == 0);
        assertThat(stored).isEqualTo(sizes);
      }
    }
  }

  /** Three classes of 8, 3 and 1 in twelve; in some runs rows are deleted and stay away. */
  @Test
  void ofEachClassEveryRowIsKeptEquallyOftenUnderEverySeed() {
    int capacity = 18;
    int rowsPerClass = 10;
    int[] labels = {0, 1, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0};
    int stream = labels.length * rowsPerClass;
    boolean[] deleted = new boolean[stream];
    for (int number : new int[] {0, 1, 2, 13, 14, 16}) {
      deleted[number] = true;
    }
    for (long seed : Seeds.preset()) {
      for (boolean deletes : new boolean[] {false, true}) {
        Inclusion[] inclusion = new Inclusion[3];
        long[][] kept = new long[3][];
        int[] sizes = {6, 6, 6};
        for (int label = 0; label < 3; label++) {
          int rows = rowsPerClass * (label == 0 ? 8 : label == 1 ? 3 : 1);
          inclusion[label] = new Inclusion(sizes[label], rows);
        }
        long[] keptByNumber = new long[stream];
        for (int sample = 0; sample < 1_000; sample++) {
          GroupModel group =
              new GroupModel(Removers.classBalanced(capacity), SplitMix64.stream(seed, sample));
          for (int number = 0; number < stream; number++) {
            group.offer(number, labels[number % labels.length], UNKNOWN);
            for (int i = 0; deletes && number == 40 && i < stream; i++) {
              if (deleted[i]) {
                group.delete(i);
              }
            }
          }
          for (Inclusion ofClass : inclusion) {
            ofClass.sampled();
          }
          group.slots.forEach(row -> keptByNumber[(int) row.number()]++);
          assertThat(deletes || group.slots.size() == capacity).isTrue();
        }
        for (int label = 0; label < 3; label++) {
          int ofClass = label;
          kept[label] =
              IntStream.range(0, stream)
                  .filter(number -> labels[number % labels.length] == ofClass)
                  .filter(number -> !deletes || !deleted[number])
                  .mapToLong(number -> keptByNumber[number])
                  .toArray();
          assertThat(inclusion[label].fit(kept[label]).pValue())
              .as("seed %d, class %d, deletes %s", seed, label, deletes)
              .isGreaterThan(Seeds.level(6));
          assertThat(Math.abs(inclusion[label].meanZ(kept[label]))).isLessThan(4.5);
        }
      }
    }
  }

  /** One row of a class among thousands: mostly found by counting, as random slots rarely fit. */
  @Test
  void aRareClassAmongMostlyRelabelledRowsIsFound() {
    int capacity = 5_000;
    GroupModel group = new GroupModel(Removers.classBalanced(capacity), new SplitMix64(17));
    for (int number = 0; number < capacity; number++) {
      group.offer(number, 1, UNKNOWN);
    }
    for (int slot = 2; slot < capacity; slot++) {
      group.relabel(slot, 2);
    }
    int replaced = 0;
    for (int number = capacity; number < 40_000; number++) {
      int slot = group.offer(number, 1, UNKNOWN);
      if (slot != Remover.NO_SLOT) {
        assertThat(slot).isLessThan(2);
        replaced++;
      }
    }
    assertThat(replaced).isPositive();
  }

  @Test
  void allLabelsOfTheRangeFit() {
    int capacity = 1_000;
    GroupModel group = new GroupModel(Removers.classBalanced(capacity), new SplitMix64(18));
    for (int label = 65_535; label >= 0; label--) {
      group.offer(65_535 - label, label, UNKNOWN);
    }
    assertThat(group.slots).hasSize(capacity);
    GroupModel restored = group.restored(Removers.classBalanced(capacity));
    for (int i = 0; i < 5_000; i++) {
      int label = 13 * i % 65_536;
      assertThat(restored.offer(70_000 + i, label, UNKNOWN))
          .isEqualTo(group.offer(70_000 + i, label, UNKNOWN));
    }
  }
}
