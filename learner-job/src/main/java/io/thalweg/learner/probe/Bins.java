package io.thalweg.learner.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the values of a feature fall, which its first ones decide. The first bin is for those that
 * are missing; the others for numbers between quantiles, or for the commonest categories and, the
 * last of them, for all others. Immutable.
 *
 * <p>Every example comes by here with every feature, so bins are found for many values at once and
 * without a branch: the compiler makes vectors of it.
 */
final class Bins {
  static final int MOST = 12;
  private static final int QUANTILES = 10;
  private static final int CATEGORIES = 9;
  private static final int INFINITE = sortable(Float.floatToRawIntBits(Float.POSITIVE_INFINITY));

  private final boolean numbers;

  /** Of numbers the largest of each bin but the last, made {@link #sortable}; or categories. */
  private final int[] keys;

  private Bins(boolean numbers, int[] keys) {
    this.numbers = numbers;
    this.keys = keys;
  }

  /** False and true. */
  static Bins ofFlag() {
    return new Bins(true, new int[] {sortable(Float.floatToRawIntBits(0.5f))});
  }

  /**
   * Between the deciles; equal ones are one. A number below all that there were has a bin where the
   * lowest decile is the least of them: so much else could hide in it.
   *
   * @param first numbers of a feature, as their bits lie in rows
   */
  static Bins ofNumbers(int[] first) {
    int[] sorted =
        Arrays.stream(first).map(Bins::sortable).filter(n -> n <= INFINITE).sorted().toArray();
    int[] edges = new int[QUANTILES];
    int used = 0;
    for (int q = 1; q < QUANTILES; q++) {
      int end = (int) ((long) sorted.length * q / QUANTILES);
      if (end > 0 && used == 0 && sorted[end - 1] == sorted[0]) {
        edges[used++] = sorted[0] - 1;
      }
      if (end > 0 && (used == 0 || sorted[end - 1] > edges[used - 1])) {
        edges[used++] = sorted[end - 1];
      }
    }
    return new Bins(true, Arrays.copyOf(edges, used));
  }

  /**
   * An integer that is larger where the number is, above infinity where it is missing. Both zeros
   * are one, and the lowest bit is left out, so that no difference overflows.
   */
  private static int sortable(int number) {
    int bits = Float.floatToRawIntBits(Float.intBitsToFloat(number) + 0f);
    return (bits ^ ((bits >> 31) & Integer.MAX_VALUE)) >> 1;
  }

  /** The commonest ones; of equally common ones the lower. */
  static Bins ofCategories(int[] first) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int category : first) {
      if (category >= 0) {
        counts.merge(category, 1, Integer::sum);
      }
    }
    return new Bins(
        false,
        counts.entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry<Integer, Integer>::getValue).reversed())
            .limit(CATEGORIES)
            .mapToInt(Map.Entry::getKey)
            .sorted()
            .toArray());
  }

  /** How many there are, that of missing values among them. */
  int size() {
    return keys.length + 2;
  }

  /**
   * Counts values.
   *
   * @param values as their bits lie in rows, overwritten
   * @param bins room for as many
   */
  void count(int[] values, int n, int[] bins, long[] into) {
    if (numbers) {
      findNumbers(values, n, bins);
    } else {
      findCategories(values, n, bins);
    }
    for (int i = 0; i < n; i++) {
      into[bins[i]]++;
    }
  }

  private void findNumbers(int[] values, int n, int[] bins) {
    for (int i = 0; i < n; i++) {
      values[i] = sortable(values[i]);
    }
    int last = keys.length + 1;
    for (int i = 0; i < n; i++) {
      bins[i] = 1 - (last & ((INFINITE - values[i]) >> 31));
    }
    for (int key : keys) {
      for (int i = 0; i < n; i++) {
        bins[i] += (key - values[i]) >>> 31;
      }
    }
  }

  private void findCategories(int[] values, int n, int[] bins) {
    int others = keys.length + 1;
    for (int i = 0; i < n; i++) {
      bins[i] = others & ~(values[i] >> 31);
    }
    for (int k = 0; k < keys.length; k++) {
      int key = keys[k];
      int from = 1 + k - others;
      for (int i = 0; i < n; i++) {
        int differs = values[i] ^ key;
        bins[i] += from & (((differs - 1) & ~differs) >> 31);
      }
    }
  }

  /** Big endian: int8 1 of numbers, int32 how many, int32 keys. */
  void write(DataOutput out) throws IOException {
    out.writeBoolean(numbers);
    Counts.write(out, keys);
  }

  static Bins read(DataInput in) throws IOException {
    return new Bins(in.readBoolean(), Counts.readInts(in));
  }
}
