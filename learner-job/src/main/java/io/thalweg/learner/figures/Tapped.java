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
    if (metric != null) {
      last = read(metric, last);
    }
    return last;
  }

  public synchronized void freeze() {
    value();
    text();
    metric = null;
  }

  /** Null where it is no text. */
  synchronized @Nullable String text() {
    if (metric instanceof Gauge<?> gauge) {
      try {
        lastText = gauge.getValue() instanceof String text ? text : null;
      } catch (RuntimeException e) {
        return lastText;
      }
    }
    return lastText;
  }

  synchronized boolean isFrozen() {
    return metric == null;
  }

  private static double read(Metric metric, double last) {
    if (metric instanceof Counter counter) {
      return counter.getCount();
    }
    if (metric instanceof Meter meter) {
      return meter.getCount();
    }
    if (metric instanceof Gauge<?> gauge) {
      try {
        return gauge.getValue() instanceof Number number ? number.doubleValue() : last;
      } catch (RuntimeException e) {
        // A gauge may read what its operator has closed already.
        return last;
      }
    }
    return last;
  }
}
