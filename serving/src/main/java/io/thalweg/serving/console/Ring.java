package io.thalweg.serving.console;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last points of a model's series, all at the same times. Confined to the console's lock. */
final class Ring {
  /** Series of one model; what comes on top isn't kept. */
  static final int MOST_SERIES = 80;

  private final long[] times;
  private final SortedMap<String, double[]> series = new TreeMap<>();
  private int next;
  private int size;

  Ring(int points) {
    times = new long[points];
  }

  /** Appends a point; one that isn't later than the last is left out. */
  void add(long timeMillis, Map<String, Double> values) {
    if (size > 0 && timeMillis <= last()) {
      return;
    }
    times[next] = timeMillis;
    series.values().forEach(of -> of[next] = Double.NaN);
    values.forEach(
        (name, value) -> {
          double[] of = series.get(name);
          if (of == null && !Double.isNaN(value) && series.size() < MOST_SERIES) {
            of = new double[times.length];
            Arrays.fill(of, Double.NaN);
            series.put(name, of);
          }
          if (of != null) {
            of[next] = value;
          }
        });
    next = (next + 1) % times.length;
    size = Math.min(size + 1, times.length);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The time of the last point. */
  long last() {
    return times[(next + times.length - 1) % times.length];
  }

  /** A copy of the points after a time. */
  Points after(long sinceMillis, int stepMillis) {
    int from = 0;
    while (from < size && times[at(from)] <= sinceMillis) {
      from++;
    }
    long[] time = new long[size - from];
    for (int i = 0; i < time.length; i++) {
      time[i] = times[at(from + i)];
    }
    SortedMap<String, double[]> copies = new TreeMap<>();
    for (Map.Entry<String, double[]> e : series.entrySet()) {
      double[] values = new double[time.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = e.getValue()[at(from + i)];
      }
      copies.put(e.getKey(), values);
    }
    return new Points(stepMillis, time, copies);
  }

  /** The slot of a point, counted from the oldest. */
  private int at(int point) {
    return (next - size + point + times.length) % times.length;
  }
}
