package io.thalweg.replay;

import io.thalweg.replay.statistics.Fit;
import io.thalweg.replay.statistics.Strata;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The rows that a table holds when this is made, by age from 0, and how often each is drawn. Not
 * thread-safe.
 */
final class Frequencies {
  static final int BATCH_ROWS = 256;

  final int[] keys;
  final double[] uniform;
  final long[] counts;
  private final int[] rowOfKey;
  private final Map<String, Strata> divisions = new LinkedHashMap<>();

  Frequencies(SampledTable table) {
    this.keys = table.keys();
    this.uniform = Strata.uniform(keys.length);
    this.counts = new long[keys.length];
    this.rowOfKey = new int[table.offered()];
    Arrays.fill(rowOfKey, -1);
    for (int row = 0; row < keys.length; row++) {
      rowOfKey[keys[row]] = row;
    }
  }

  /** A division of the rows; one of a single stratum says nothing and is left out. */
  Frequencies divide(String name, IntUnaryOperator ofKey) {
    int[] named = Arrays.stream(keys).map(ofKey).toArray();
    int[] strata = Arrays.stream(named).distinct().sorted().toArray();
    if (strata.length > 1) {
      divisions.put(name, Strata.of(uniform, row -> Arrays.binarySearch(strata, named[row])));
    }
    return this;
  }

  /** Age in eighths, the newest fiftieth, group, class, and the tier as it is now. */
  static Frequencies of(SampledTable table) {
    Frequencies made = new Frequencies(table);
    int rows = made.keys.length;
    return made.divide("age", key -> 8 * made.row(key) / rows)
        .divide("newest fiftieth", key -> made.row(key) >= rows - rows / 50 ? 1 : 0)
        .divide("group", key -> key % table.config.groups())
        .divide("class", key -> table.core().store.slots.classLabel(table.slot(key)))
        .divide("tier", table::tier)
        .divide("hot", key -> table.isHot(key) ? 1 : 0);
  }

  int row(int key) {
    return rowOfKey[key];
  }

  /** Draws batches and counts their rows. */
  void draw(SampledTable table, int draws) {
    int[] batch = new int[BATCH_ROWS];
    for (int i = 0; i < draws / BATCH_ROWS; i++) {
      table.draw(batch);
      for (int key : batch) {
        counts[rowOfKey[key]]++;
      }
    }
  }

  Fit rows() {
    return Fit.pearson(counts, uniform);
  }

  Map<String, Strata> divisions() {
    return divisions;
  }
}
