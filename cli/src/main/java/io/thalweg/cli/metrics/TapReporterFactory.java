package io.thalweg.cli.metrics;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** What Flink finds by its service loader: leads to the tap that the configuration names. */
public final class TapReporterFactory implements MetricReporterFactory {
  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new TapReporter(MetricsTap.named(properties.getProperty(MetricsTap.NAME)));
  }
}
