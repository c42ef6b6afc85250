package io.thalweg.learner.figures;

import io.thalweg.learner.config.PipelineConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * What Flink finds by its service loader. All that it is told is where the pipeline's file is:
 * Flink shows its configuration to whoever asks, and what is in the file may be secret.
 */
public final class FiguresReporterFactory implements MetricReporterFactory {
  private static final String PREFIX = "metrics.reporter.figures.";
  private static final String PIPELINE = "pipeline";

  /** To be added to the configuration of a process; empty for a pipeline without figures. */
  public static Map<String, String> flinkConfiguration(PipelineConfig pipeline) {
    Optional<Path> file = pipeline.figures();
    return file.isEmpty()
        ? Map.of()
        : Map.of(
            PREFIX + "factory.class",
            FiguresReporterFactory.class.getName(),
            PREFIX + PIPELINE,
            file.get().toString());
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new FiguresReporter(properties.getProperty(PIPELINE, ""));
  }
}
