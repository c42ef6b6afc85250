package io.thalweg.serving.metrics;

import io.thalweg.serving.metrics.Family.Counts;
import io.thalweg.serving.metrics.Family.Gauges;
import io.thalweg.serving.metrics.Family.Histograms;
import io.thalweg.serving.metrics.Family.Sample;
import io.thalweg.serving.metrics.Family.Spread;
import io.thalweg.serving.stats.Distribution;
import io.thalweg.serving.stats.ModelStats;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The server's own figures under their names; docs/metrics.md is the table of them. Everything is
 * read from what is counted anyway at the moment of asking: requests pay nothing for it, and a
 * version that no longer serves has no series any more. Thread-safe.
 */
final class ServingFamilies {
  private static final List<Double> LATENCY_SECONDS =
      List.of(
          0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
          1.0, 2.5, 5.0);
  private static final List<Double> FRESHNESS_SECONDS =
      List.of(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0);
  private static final List<Double> ROWS =
      List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1024.0);

  private final ServingRecorder recorder;
  private final VersionTable table;
  private final InstantSource clock;

  ServingFamilies(ServingRecorder recorder, VersionTable table, InstantSource clock) {
    this.recorder = recorder;
    this.table = table;
    this.clock = clock;
  }

  List<Family> all() {
    return List.of(
        new Counts(
            "thalweg_serving_requests",
            "Inference requests answered, by the status of HTTP.",
            this::requests),
        new Counts(
            "thalweg_serving_version_requests",
            "Inference requests answered with outputs by each version that is loaded now.",
            this::versionRequests),
        new Histograms(
            "thalweg_serving_request_duration_seconds",
            "From a request's last byte to its answer, of those answered with outputs.",
            this::latencies),
        new Histograms(
            "thalweg_serving_batch_rows",
            "Rows that were computed together.",
            () -> List.of(spread(Map.of(), recorder.rowsOfRuns(), ROWS, 1))),
        new Gauges(
            "thalweg_serving_requests_in_flight",
            "Requests that are being read or answered.",
            () -> Sample.only((double) recorder.inFlightCount())),
        new Counts(
            "thalweg_serving_shed", "Requests turned away to keep the others going.", this::shed),
        new Counts(
            "thalweg_serving_swaps",
            "Versions that went into service, and that were refused.",
            this::swaps),
        new Gauges(
            "thalweg_serving_ready",
            "1 where a model has a version that serves.",
            () -> slots(slot -> slot.servingVersion().isPresent() ? 1 : 0)),
        new Gauges(
            "thalweg_serving_model_version",
            "The version that serves.",
            () -> servables(Servable::version)),
        new Gauges(
            "thalweg_serving_version_age_seconds",
            "Since the version that serves was made.",
            () -> servables(s -> (clock.millis() - s.manifest().createdAtMillis()) / 1000.0)),
        new Histograms(
            "thalweg_serving_freshness_seconds",
            "Age of examples when the first version that has learned them went into service.",
            () -> List.of(spread(Map.of(), recorder.freshnessMillis(), FRESHNESS_SECONDS, 1000))));
  }

  private List<Sample> requests() {
    List<Sample> out = new ArrayList<>();
    recorder.models().forEach((model, stats) -> addRequests(model, stats, out));
    addRequests("", recorder.others(), out);
    return out;
  }

  private static void addRequests(String model, ModelStats stats, List<Sample> out) {
    if (!model.isEmpty()) {
      out.add(new Sample(Map.of("model", model, "status", "200"), stats.servedCount()));
    }
    stats
        .failedCounts()
        .forEach(
            (status, count) ->
                out.add(
                    new Sample(Map.of("model", model, "status", Integer.toString(status)), count)));
  }

  private List<Sample> versionRequests() {
    List<Sample> out = new ArrayList<>();
    Map<String, ModelStats> models = recorder.models();
    for (ModelSlot slot : table.slots()) {
      ModelStats stats = models.get(slot.model());
      if (stats != null) {
        stats
            .servedCounts(slot.versions())
            .forEach(
                (version, count) ->
                    out.add(
                        new Sample(
                            Map.of("model", slot.model(), "version", Long.toString(version)),
                            count)));
      }
    }
    return out;
  }

  private List<Spread> latencies() {
    List<Spread> out = new ArrayList<>();
    recorder
        .models()
        .forEach(
            (model, stats) ->
                out.add(
                    spread(
                        Map.of("model", model),
                        stats.latencyMicros(),
                        LATENCY_SECONDS,
                        1_000_000)));
    return out;
  }

  /** Of a distribution whose unit is so many times smaller than the bounds'. */
  private static Spread spread(
      Map<String, String> labels, Distribution values, List<Double> bounds, long perUnit) {
    return new Spread(
        labels,
        bounds,
        values.buckets(bounds.stream().map(b -> Math.round(b * perUnit)).toList()),
        1.0 / perUnit);
  }

  private List<Sample> shed() {
    return Arrays.stream(Shed.values())
        .map(
            reason ->
                new Sample(
                    Map.of("reason", reason.name().toLowerCase(Locale.ROOT)),
                    recorder.shedCount(reason)))
        .toList();
  }

  private List<Sample> swaps() {
    return List.of(
        new Sample(Map.of("outcome", "served"), recorder.swapCount()),
        new Sample(Map.of("outcome", "refused"), recorder.refusedCount()));
  }

  private List<Sample> slots(ToDoubleFunction<ModelSlot> value) {
    return table.slots().stream()
        .map(slot -> new Sample(Map.of("model", slot.model()), value.applyAsDouble(slot)))
        .toList();
  }

  private List<Sample> servables(ToDoubleFunction<Servable> value) {
    List<Sample> out = new ArrayList<>();
    for (ModelSlot slot : table.slots()) {
      Servable servable = slot.acquire();
      if (servable != null) {
        try {
          out.add(new Sample(Map.of("model", slot.model()), value.applyAsDouble(servable)));
        } finally {
          servable.release();
        }
      }
    }
    return out;
  }
}
