package io.thalweg.learner.figures;

import io.thalweg.learner.config.FiguresSpec;
import io.thalweg.model.config.ConfigException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this process's metrics say to the topic of figures, again and again, on a thread of
 * its own: nothing of Flink ever waits for Kafka. Whatever goes wrong is a line in the log.
 * Thread-safe.
 */
final class FiguresReporter implements MetricReporter {
  private static final Logger LOG = LoggerFactory.getLogger(FiguresReporter.class);
  private static final long CLOSE_MILLIS = 2_000;

  private final String pipelineFile;
  private final ReportedMetrics metrics = new ReportedMetrics();

  /** Of the thread alone. */
  private boolean hasFailed;

  private volatile @Nullable Writing writing;

  /** What was opened. */
  private record Writing(ScheduledExecutorService thread, FiguresTopic topic, Runnable report) {}

  FiguresReporter(String pipelineFile) {
    this.pipelineFile = pipelineFile;
  }

  @Override
  public void open(MetricConfig config) {
    FiguresSpec spec;
    try {
      spec = FiguresSpec.read(Path.of(pipelineFile));
    } catch (ConfigException e) {
      LOG.warn("this process writes no figures: {}", e.getMessage());
      return;
    }
    String process = UUID.randomUUID().toString();
    FiguresTopic opened =
        new FiguresTopic(
            spec, () -> FiguresProducer.open(spec, process), System::nanoTime, LOG::warn);
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread t = new Thread(task, "thalweg-figures");
              t.setDaemon(true);
              return t;
            });
    long every = spec.every().toMillis();
    Runnable report = () -> report(spec.model(), process, opened);
    var unused = started.scheduleWithFixedDelay(report, every, every, TimeUnit.MILLISECONDS);
    writing = new Writing(started, opened, report);
  }

  private void report(String model, String process, FiguresTopic to) {
    try {
      if (to.takes()) {
        to.send(metrics.read(model, process, System.currentTimeMillis()).toBytes());
      }
    } catch (RuntimeException | LinkageError e) {
      // Nothing of it is worth a task, nor the end of this thread.
      if (!hasFailed) {
        hasFailed = true;
        LOG.warn("figures of a moment are lost, and learning goes on", e);
      }
    }
  }

  /** The last figures go out, if Kafka takes them at once. */
  @Override
  public void close() {
    Writing w = writing;
    if (w == null) {
      return;
    }
    writing = null;
    w.thread().execute(w.report());
    w.thread().execute(w.topic()::close);
    w.thread().shutdown();
    try {
      if (!w.thread().awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        w.thread().shutdownNow();
      }
    } catch (InterruptedException e) {
      w.thread().shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    metrics.added(MetricKey.of(name, group), metric);
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    metrics.removed(MetricKey.of(name, group), metric);
  }
}
