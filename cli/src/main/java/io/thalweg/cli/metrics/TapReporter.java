package io.thalweg.cli.metrics;

import io.thalweg.learner.figures.MetricKey;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/** Passes what Flink registers on to a tap. Thread-safe, as the tap is. */
final class TapReporter implements MetricReporter {
  private final MetricsTap tap;

  TapReporter(MetricsTap tap) {
    this.tap = tap;
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {
    tap.ended();
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    tap.added(MetricKey.of(name, group), metric);
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    tap.removed(MetricKey.of(name, group), metric);
  }
}
