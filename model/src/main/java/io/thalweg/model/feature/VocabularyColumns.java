package io.thalweg.model.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a category by its number in a vocabulary, and that vocabulary. Places are given
 * and taken by the sums of committed rounds alone: how often each value that has a place was seen,
 * and {@link HeavyKeys} for those that have none. Every replica holds the same bits, because every
 * replica reads the same reduced sums. Confined to one thread.
 */
final class VocabularyColumns {
  private static final int LEAST_CELLS = 64;

  private final int first;
  private final VocabularyFeature feature;
  private final HeavyKeys heavy;

  /** By place; 0 for none. */
  private final int[] keys;

  /** By place: the total when the value was counted last. */
  private final double[] lastSeen;

  /** By cell: the value that may get a place, 0 for none, and how often it was counted. */
  private final int[] candidates;

  private final double[] counts;

  /** Values counted so far, of all. */
  private double total;

  private final Map<Integer, Integer> places = new HashMap<>();

  /** Places that the last round has given to another value. */
  private final List<Integer> changed = new ArrayList<>();

  /**
   * Nothing has a place yet.
   *
   * @param first of the columns, each of which holds the key
   */
  VocabularyColumns(int first, VocabularyFeature feature) {
    this.first = first;
    this.feature = feature;
    this.heavy = new HeavyKeys(Math.max(LEAST_CELLS, feature.size()));
    this.keys = new int[feature.size()];
    this.lastSeen = new double[feature.size()];
    this.candidates = new int[heavy.cells()];
    this.counts = new double[heavy.cells()];
  }

  int first() {
    return first;
  }

  int width() {
    return feature.width();
  }

  String name() {
    return feature.name();
  }

  /** The keys by place, 0 for none; a new array. */
  float[] keys() {
    float[] out = new float[keys.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = keys[i];
    }
    return out;
  }

  /** What the first column becomes: the number of a vector, or whether it has no place. */
  float encoded(float key) {
    if (key == 0) {
      return 0;
    }
    Integer place = places.get((int) key);
    return place != null && keys[place] == key ? value(place) : KeyLookup.OTHERWISE;
  }

  private float value(int place) {
    return feature.embedding() > 0 ? 2f + place : 0f;
  }

  /** {@link #encoded} as a table. */
  KeyLookup lookup() {
    float[] known = new float[1 + places.size()];
    float[] values = new float[known.length];
    int next = 1; // 0 stays 0
    for (int place = 0; place < keys.length; place++) {
      if (keys[place] != 0) {
        known[next] = keys[place];
        values[next++] = value(place);
      }
    }
    return new KeyLookup(first, known, values);
  }

  /** Without an embedding, the one number that each column but the first is 1 for. */
  void ranges(float[] low, float[] high) {
    Arrays.fill(low, first, first + width(), Float.NaN);
    Arrays.fill(high, first, first + width(), Float.NaN);
    for (int place = 0; place < keys.length && feature.embedding() == 0; place++) {
      if (keys[place] != 0) {
        low[first + 1 + place] = keys[place];
        high[first + 1 + place] = Math.nextUp((float) keys[place]);
      }
    }
  }

  /** Places that it takes among sums. */
  int sumsLength() {
    return keys.length + heavy.sumsLength();
  }

  /** Counts one key, or nothing for 0, in sums whose places begin at {@code at}. */
  void accumulate(float key, double[] sums, int at) {
    if (!(key > 0)) {
      return;
    }
    Integer place = places.get((int) key);
    if (place != null) {
      sums[at + place] += 1;
    } else {
      heavy.add((int) key, sums, at + keys.length);
    }
  }

  /** Counts a round, takes places from those that have expired and gives them to candidates. */
  void merge(float[] sums, int at) {
    changed.clear();
    int cells = at + keys.length;
    for (int place = 0; place < keys.length; place++) {
      total += sums[at + place];
    }
    for (int cell = 0; cell < heavy.cells(); cell++) {
      total += heavy.total(sums, cells, cell);
    }
    for (int place = 0; place < keys.length; place++) {
      if (sums[at + place] > 0) {
        lastSeen[place] = total;
      }
    }
    for (int cell = 0; cell < heavy.cells(); cell++) {
      int key = heavy.majority(sums, cells, cell);
      if (key != 0) {
        found(cell, key, heavy.count(sums, cells, cell, key));
      }
    }
    expire();
    admit();
  }

  /**
   * A cell's candidate gains what is its own and loses what is another's, until the other takes its
   * place (Boyer and Moore, "MJRTY: a fast majority vote algorithm", 1991).
   */
  private void found(int cell, int key, double count) {
    Integer place = places.get(key);
    if (place != null) { // counted before it had one
      lastSeen[place] = total;
    } else if (candidates[cell] == key) {
      counts[cell] += count;
    } else if (counts[cell] >= count) {
      counts[cell] -= count;
    } else {
      counts[cell] = count - counts[cell];
      candidates[cell] = key;
    }
  }

  private void expire() {
    for (int place = 0; place < keys.length && feature.expireAfter() > 0; place++) {
      if (keys[place] != 0 && total - lastSeen[place] > feature.expireAfter()) {
        places.remove(keys[place]);
        keys[place] = 0;
      }
    }
  }

  /** Those that came most often first; of equals the smaller key. The lowest place first. */
  private void admit() {
    List<Integer> ready = new ArrayList<>();
    for (int cell = 0; cell < candidates.length; cell++) {
      if (candidates[cell] != 0 && counts[cell] >= feature.admitAfter()) {
        ready.add(cell);
      }
    }
    ready.sort(
        Comparator.comparingDouble((Integer cell) -> -counts[cell])
            .thenComparingInt(cell -> candidates[cell]));
    int place = 0;
    for (int cell : ready) {
      while (place < keys.length && keys[place] != 0) {
        place++;
      }
      if (place == keys.length) {
        return;
      }
      keys[place] = candidates[cell];
      lastSeen[place] = total;
      places.put(keys[place], place);
      changed.add(place);
      candidates[cell] = 0;
      counts[cell] = 0;
    }
  }

  /** Places that the last round has given to another value. */
  List<Integer> changed() {
    return List.copyOf(changed);
  }

  /** Forgets what was counted, since the freeze, for a value whose place is now another's. */
  void forgetChanged(double[] sums, int at) {
    for (int place : changed) {
      sums[at + place] = 0;
    }
  }

  int stateLength() {
    return 1 + 2 * keys.length + 2 * candidates.length;
  }

  /** The total, keys and when they were seen last, candidates and their counts. */
  void toState(double[] state, int at) {
    state[at] = total;
    int next = at + 1;
    for (int place = 0; place < keys.length; place++) {
      state[next++] = keys[place];
      state[next++] = lastSeen[place];
    }
    for (int cell = 0; cell < candidates.length; cell++) {
      state[next++] = candidates[cell];
      state[next++] = counts[cell];
    }
  }

  void fromState(double[] state, int at) {
    total = state[at];
    int next = at + 1;
    places.clear();
    changed.clear();
    for (int place = 0; place < keys.length; place++) {
      keys[place] = (int) state[next++];
      lastSeen[place] = state[next++];
      if (keys[place] != 0) {
        places.put(keys[place], place);
      }
    }
    for (int cell = 0; cell < candidates.length; cell++) {
      candidates[cell] = (int) state[next++];
      counts[cell] = state[next++];
    }
  }
}
