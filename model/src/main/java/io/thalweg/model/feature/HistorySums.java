package io.thalweg.model.feature;

import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.HistoryPlan.Column;

/**
 * Aggregates of one history's values, newest first, of which those that are missing don't count.
 */
final class HistorySums implements KeyHistory.Values {
  private static final double PER_SECOND = 1e3;

  private final long nowMillis;
  private int count;
  private long newestMillis;
  private long oldestMillis = Long.MAX_VALUE;
  private int looked;
  private long furthestMillis;
  private double newest = Double.NaN;
  private double sum;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  HistorySums(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  @Override
  public void look(long millis) {
    looked++;
    furthestMillis = millis;
  }

  @Override
  public void add(float value, long millis) {
    oldestMillis = Math.min(oldestMillis, millis);
    if (Float.isNaN(value)) {
      return;
    }
    if (count++ == 0) {
      newest = value;
      newestMillis = millis;
    }
    double d = value - newest; // shifted, so that squares of large numbers don't cancel out
    sum += d;
    squares += d * d;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  double of(Column column) {
    if (column.aggregate() == Aggregate.COUNT) {
      return count;
    }
    if (column.aggregate() == Aggregate.RATE) {
      return rate(column);
    }
    if (count == 0) {
      return Double.NaN;
    }
    double mean = sum / count;
    return switch (column.aggregate()) {
      case LAST -> newest;
      case MEAN -> newest + mean;
      case MIN -> min;
      case MAX -> max;
      case STD -> Math.sqrt(Math.max(0, squares / count - mean * mean));
      case SINCE_LAST ->
          newestMillis == PastValues.NEVER
              ? Double.NaN
              : Math.max(0, nowMillis - newestMillis) / PER_SECOND;
      case COUNT, RATE -> throw new IllegalStateException("no number of values is missing");
      case SEQUENCE -> throw new IllegalStateException("a sequence is no number");
    };
  }

  /**
   * Where the window goes back further than what is looked at, that of the time that this spans. It
   * ends where the value furthest back is: a missing one, and one that came late or early, take
   * their places among those looked at all the same.
   */
  private double rate(Column column) {
    long millis = column.withinMillis();
    if (looked == column.over() && furthestMillis > nowMillis - millis) {
      millis = Math.max(1, Math.min(millis, nowMillis - oldestMillis));
    }
    return count / (millis / PER_SECOND);
  }
}
