package io.thalweg.serving.console;

import java.util.SortedMap;

/**
 * Points of series that have their times in common. Owned by who asked for it.
 *
 * <p>A number that isn't one stands where there is none.
 */
public final class Points {
  private final int stepMillis;
  private final long[] time;
  private final SortedMap<String, double[]> series;

  Points(int stepMillis, long[] time, SortedMap<String, double[]> series) {
    this.stepMillis = stepMillis;
    this.time = time;
    this.series = series;
  }

  /** From the beginning of a point to that of the next. */
  public int stepMillis() {
    return stepMillis;
  }

  /** When each begins, milliseconds since the epoch. Not copied. */
  public long[] timeView() {
    return time;
  }

  /** Values by name, as many as there are times. Not copied. */
  public SortedMap<String, double[]> seriesView() {
    return series;
  }
}
