package io.thalweg.serving.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * All figures in Prometheus' text format: the server's own, and those that Micrometer has of the
 * JVM and the process under their usual names. Thread-safe.
 */
public final class ServingMetrics implements AutoCloseable {
  /** Of the text that {@link #scrape} returns. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Watches a server.
   *
   * @param more figures of other rooms
   */
  public ServingMetrics(
      ServingRecorder recorder, VersionTable table, InstantSource clock, List<Family> more) {
    List<Family> families = new ArrayList<>(new ServingFamilies(recorder, table, clock).all());
    families.add(
        new Family.Gauges(
            "process_resident_memory_bytes",
            "Memory of the process that is in RAM.",
            ResidentMemory::samples));
    families.addAll(more);
    registry.getPrometheusRegistry().register(new FamilyCollector(families));
    List<MeterBinder> binders =
        List.of(
            collections,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    binders.forEach(binder -> binder.bindTo(registry));
  }

  /** Every figure as it is now. */
  public String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
