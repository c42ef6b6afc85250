package io.thalweg.serving.metrics;

import io.thalweg.serving.feedback.FeedbackFigures;
import io.thalweg.serving.feedback.VersionFigures;
import io.thalweg.serving.metrics.Family.Counts;
import io.thalweg.serving.metrics.Family.Gauges;
import io.thalweg.serving.metrics.Family.Sample;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What feedback has shown, under its names; docs/metrics.md is the table of them. All families of a
 * scrape are of the same figures, which are taken again after a second. Thread-safe.
 */
public final class FeedbackFamilies {
  private static final long FRESH_MILLIS = 1_000;
  private static final double PER_MILLI = 1e-3;
  private static final double PER_MICRO = 1e-6;

  private final Supplier<FeedbackFigures> source;
  private final InstantSource clock;
  private volatile @Nullable Taken taken;

  private record Taken(FeedbackFigures figures, long atMillis) {}

  /** Of a server that gives feedback. */
  public FeedbackFamilies(Supplier<FeedbackFigures> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  public List<Family> all() {
    return List.of(
        new Counts(
            "thalweg_serving_feedback_predictions",
            "Predictions that were to be sent to Kafka.",
            this::predictions),
        new Gauges(
            "thalweg_serving_feedback_waiting",
            "Predictions that wait for their labels.",
            () -> Sample.only(figures().waiting())),
        new Counts(
            "thalweg_serving_feedback_unmatched_labels",
            "Labels of events of which this server has no prediction.",
            this::unmatched),
        new Counts(
            "thalweg_serving_feedback_rows",
            "Rows answered by a version, of the requests that take part.",
            () -> versions(v -> List.of(sample(v, Map.of(), (double) v.served())))),
        new Counts(
            "thalweg_serving_feedback_outcomes",
            "What became of a version's rows.",
            () -> versions(FeedbackFamilies::outcomes)),
        new Gauges(
            "thalweg_serving_feedback_metric",
            "A version's figures over the rows that have met their labels.",
            () -> versions(FeedbackFamilies::metrics)),
        new Gauges(
            "thalweg_serving_feedback_latency_seconds",
            "From a request's arrival to a version's outputs.",
            () ->
                versions(v -> quantiles(v, v.latencyP50Micros(), v.latencyP99Micros(), PER_MICRO))),
        new Gauges(
            "thalweg_serving_feedback_label_delay_seconds",
            "From a version's answer to its label.",
            () ->
                versions(
                    v ->
                        quantiles(
                            v, v.labelDelayP50Millis(), v.labelDelayP99Millis(), PER_MILLI))));
  }

  private FeedbackFigures figures() {
    Taken last = taken;
    long now = clock.millis();
    if (last == null || now - last.atMillis() >= FRESH_MILLIS || now < last.atMillis()) {
      last = new Taken(source.get(), now);
      taken = last;
    }
    return last.figures();
  }

  private List<Sample> predictions() {
    FeedbackFigures f = figures();
    return List.of(
        new Sample(Map.of("outcome", "sent"), f.sent()),
        new Sample(Map.of("outcome", "dropped"), f.dropped()),
        new Sample(Map.of("outcome", "failed"), f.failed()));
  }

  private List<Sample> unmatched() {
    List<Sample> out = new ArrayList<>();
    figures().unmatchedLabels().forEach((m, n) -> out.add(new Sample(Map.of("model", m), n)));
    return out;
  }

  private List<Sample> versions(Function<VersionFigures, List<Sample>> samples) {
    return figures().versions().stream().flatMap(v -> samples.apply(v).stream()).toList();
  }

  private static List<Sample> outcomes(VersionFigures v) {
    return List.of(
        sample(v, Map.of("outcome", "matched"), (double) v.matched()),
        sample(v, Map.of("outcome", "expired"), (double) v.expired()),
        sample(v, Map.of("outcome", "unjudged"), (double) v.unjudged()));
  }

  private static List<Sample> metrics(VersionFigures v) {
    return v.metrics().entrySet().stream()
        .map(m -> sample(v, Map.of("metric", m.getKey()), m.getValue()))
        .toList();
  }

  private static List<Sample> quantiles(
      VersionFigures v, OptionalLong p50, OptionalLong p99, double seconds) {
    List<Sample> out = new ArrayList<>();
    p50.ifPresent(x -> out.add(sample(v, Map.of("quantile", "0.5"), x * seconds)));
    p99.ifPresent(x -> out.add(sample(v, Map.of("quantile", "0.99"), x * seconds)));
    return out;
  }

  private static Sample sample(VersionFigures v, Map<String, String> more, double value) {
    Map<String, String> labels = new HashMap<>(more);
    labels.put("model", v.model());
    labels.put("version", Long.toString(v.version()));
    return new Sample(labels, value);
  }
}
