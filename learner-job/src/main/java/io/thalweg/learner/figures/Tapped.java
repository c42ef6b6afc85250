package io.thalweg.learner.figures;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.jspecify.annotations.Nullable;

/** One metric, live or, once its task has ended, its last value. Thread-safe. */
public final class Tapped {
  /** Null once frozen, so that an ended task can be collected. */
  private @Nullable Metric metric;

  private double last = Double.NaN;
  private @Nullable String lastText;

  public Tapped(Metric metric) {
    this.metric = metric;
  }

  public synchronized boolean isOf(Metric other) {
    return metric == other;
  }

  /** NaN where there is no number. */
  public synchronized double value() {
    look();
    return last;
  }

  public synchronized void freeze() {
    look();
    metric = null;
  }

  /** As {@link #value} has found it; null where it is no text. */
  synchronized @Nullable String text() {
    return lastText;
  }

  synchronized boolean isFrozen() {
    return metric == null;
  }

  private void look() {
    if (metric instanceof Counter counter) {
      last = counter.getCount();
    } else if (metric instanceof Meter meter) {
      last = meter.getCount();
    } else if (metric instanceof Gauge<?> gauge) {
      look(gauge);
    }
  }

  /** A gauge may read what its operator has closed already. */
  private void look(Gauge<?> gauge) {
    Object found;
    try {
      found = gauge.getValue();
    } catch (RuntimeException e) {
      return;
    }
    last = found instanceof Number number ? number.doubleValue() : last;
    lastText = found instanceof String text ? text : null;
  }
}
