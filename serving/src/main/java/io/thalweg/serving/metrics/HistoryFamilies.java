package io.thalweg.serving.metrics;

import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.history.ModelPasts;
import io.thalweg.serving.metrics.Family.Counts;
import io.thalweg.serving.metrics.Family.Gauges;
import io.thalweg.serving.metrics.Family.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What is known of keys, under its names; docs/metrics.md is the table of them. Thread-safe.
 *
 * @param lag records of the topics that aren't read yet
 */
public record HistoryFamilies(KeyedPasts pasts, LongSupplier lag) {
  public List<Family> all() {
    return List.of(
        new Gauges(
            "thalweg_serving_history_pasts",
            "Pasts of keys that the server keeps.",
            () -> models(m -> m.store().size())),
        new Gauges(
            "thalweg_serving_history_bytes",
            "What they take in memory, about.",
            () -> models(m -> m.store().sizeBytes())),
        new Counts(
            "thalweg_serving_history_evicted",
            "Pasts that had to go for others.",
            () -> models(m -> m.store().evictedCount())),
        new Counts(
            "thalweg_serving_history_rows",
            "Rows whose key had a past here, and whose key had none.",
            this::rows),
        new Gauges(
            "thalweg_serving_history_lag",
            "Records of the topics of histories that aren't read yet.",
            () -> Sample.only((double) lag.getAsLong())));
  }

  private List<Sample> models(ToDoubleFunction<ModelPasts> value) {
    List<Sample> out = new ArrayList<>();
    pasts
        .models()
        .forEach((name, m) -> out.add(new Sample(Map.of("model", name), value.applyAsDouble(m))));
    return out;
  }

  private List<Sample> rows() {
    List<Sample> out = new ArrayList<>();
    pasts
        .models()
        .forEach(
            (name, m) -> {
              out.add(new Sample(Map.of("model", name, "key", "known"), m.knownCount()));
              out.add(new Sample(Map.of("model", name, "key", "unknown"), m.unknownCount()));
            });
    return out;
  }
}
