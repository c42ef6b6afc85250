package io.thalweg.serving.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hands families to Prometheus' registry. Thread-safe. */
final class FamilyCollector implements MultiCollector {
  private final List<Family> families;

  FamilyCollector(List<Family> families) {
    this.families = List.copyOf(families);
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(families.stream().map(FamilyCollector::snapshot).toList());
  }

  private static MetricSnapshot snapshot(Family family) {
    if (family instanceof Family.Counts counts) {
      CounterSnapshot.Builder out = CounterSnapshot.builder().name(counts.name());
      for (Family.Sample s : counts.samples().get()) {
        out.dataPoint(
            CounterDataPointSnapshot.builder().labels(labels(s.labels())).value(s.value()).build());
      }
      return out.help(counts.help()).build();
    }
    if (family instanceof Family.Gauges gauges) {
      GaugeSnapshot.Builder out = GaugeSnapshot.builder().name(gauges.name());
      for (Family.Sample s : gauges.samples().get()) {
        out.dataPoint(
            GaugeDataPointSnapshot.builder().labels(labels(s.labels())).value(s.value()).build());
      }
      return out.help(gauges.help()).build();
    }
    return histogram((Family.Histograms) family);
  }

  private static HistogramSnapshot histogram(Family.Histograms family) {
    HistogramSnapshot.Builder out = HistogramSnapshot.builder().name(family.name());
    for (Family.Spread s : family.spreads().get()) {
      double[] bounds = new double[s.bounds().size() + 1];
      long[] counts = new long[bounds.length];
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] = i < s.bounds().size() ? s.bounds().get(i) : Double.POSITIVE_INFINITY;
        counts[i] = s.buckets().counts().get(i);
      }
      out.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(s.labels()))
              .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
              .sum(s.buckets().sum() * s.scale())
              .build());
    }
    return out.help(family.help()).build();
  }

  private static Labels labels(Map<String, String> labels) {
    Map<String, String> sorted = new TreeMap<>(labels);
    return Labels.of(
        sorted.keySet().toArray(new String[0]), sorted.values().toArray(new String[0]));
  }
}
