package io.thalweg.replay;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows stored by class and by source. Not thread-safe. */
final class Census {
  private static final int SOURCES = 256;

  private int[] classes = new int[16];
  private final int[] sources = new int[SOURCES];

  void add(int classLabel, int source) {
    if (classLabel >= classes.length) {
      classes = Arrays.copyOf(classes, Integer.highestOneBit(classLabel) << 1);
    }
    classes[classLabel]++;
    sources[source]++;
  }

  void remove(int classLabel, int source) {
    classes[classLabel]--;
    sources[source]--;
  }

  SortedMap<Integer, Integer> byClass() {
    return present(classes);
  }

  SortedMap<Integer, Integer> bySource() {
    return present(sources);
  }

  private static SortedMap<Integer, Integer> present(int[] counts) {
    SortedMap<Integer, Integer> present = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        present.put(i, counts[i]);
      }
    }
    return present;
  }
}
