package io.thalweg.cli.generate;

import io.thalweg.cli.generate.StreamKind.Bounds;
import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.ingestion.generate.Column;
import io.thalweg.learner.release.BadRecordsSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The pipeline file for a stream. Stateless. */
final class PipelineText {
  /** Of event time; labels of events from several partitions come in any order. */
  private static final long LEAST_WINDOW_MILLIS = 10_000;

  private PipelineText() {}

  /**
   * Names of topics and schema files.
   *
   * @param labels the topic of labels; read only where they come later
   */
  record Names(
      String bootstrapServers,
      String events,
      String labels,
      String schema,
      String labelSchema,
      WireText wire) {}

  /** The whole file. */
  static String of(StreamPlan plan, Names names) {
    int classes = plan.kind().concepts(0).get(0).classes();
    return """
        # Learns the stream of ./thalweg generate %1$s.
        name: %1$s
        kafka:
          bootstrap.servers: "%2$s"
        state: %1$s-state
        %9$ssource: {topic: %3$s, schema: "%4$s", id: id%5$s, time: at%10$s}
        label: %6$s
        features:
        %7$s
        model:
          layers: [64, 32]
          head: %8$s
          seed: 1
        training:
          batch: 32
          optimizer: {type: adam, learning-rate: 0.003}
        drift:
          detectors:
            - {type: adwin, on: error}
        rounds:
          every-examples: 1024
        release:
          every: 1s
        """
            .formatted(
                plan.kind().id(),
                names.bootstrapServers(),
                names.events(),
                names.schema(),
                plan.kind().key().map(key -> ", key: " + key).orElse(""),
                label(plan, names),
                features(plan.kind()),
                classes == 2 ? "binary" : "{type: multiclass, classes: %d}".formatted(classes),
                names.wire().registry(),
                names.wire().keys())
        + badRecords(plan.badShare());
  }

  /** Of a stream that is made to have more bad records than pipelines are released with. */
  private static String badRecords(double share) {
    return share <= BadRecordsSpec.DEFAULTS.holdAbove() / 2
        ? ""
        : """
          bad-records:
            hold-above: %s
          """
            .formatted(Math.min(1, 2 * share));
  }

  private static String label(StreamPlan plan, Names names) {
    if (plan.labels() instanceof Labels.Later later) {
      return "{topic: %s, schema: \"%s\", id: id, field: label, time: at, window: %dms%s}"
          .formatted(
              names.labels(),
              names.labelSchema(),
              Math.max(LEAST_WINDOW_MILLIS, 2 * later.delayMillis()),
              names.wire().keys());
    }
    return "{field: label}";
  }

  private static String features(StreamKind kind) {
    return StreamSchemas.columns(kind).stream()
        .filter(column -> !kind.key().equals(Optional.of(column.name())))
        .map(column -> "  - {name: %s, %s}".formatted(column.name(), type(kind, column)))
        .collect(Collectors.joining("\n"));
  }

  private static String type(StreamKind kind, Column column) {
    if (column instanceof Column.Nominal nominal) {
      return nominal.values() == 2
          ? "type: flag"
          : categorical(IntStream.range(0, nominal.values()).mapToObj(String::valueOf).toList());
    }
    if (column instanceof Column.Named named) {
      return categorical(named.values());
    }
    String range =
        kind.bounds()
            .filter(bounds -> bounds.column().equals(column.name()))
            .map(PipelineText::range)
            .orElse("");
    return "type: numeric" + (kind.isSkewed(column) ? ", transform: log1p" : "") + range;
  }

  private static String range(Bounds bounds) {
    return ", min: %.0f, max: %.0f".formatted(bounds.min(), bounds.max());
  }

  /** With so many buckets that no two values share one. */
  private static String categorical(List<String> values) {
    int buckets = values.size();
    while (distinct(values, buckets) < values.size()) {
      buckets++;
    }
    return "type: categorical, buckets: " + buckets;
  }

  private static int distinct(List<String> values, int buckets) {
    RowEncoder encoder =
        new RowEncoder(new FeatureSpec(List.of(new Feature.Categorical("c", "c", buckets))));
    ByteBuffer row = encoder.layout().newRow();
    Set<Integer> taken = new HashSet<>();
    for (String value : values) {
      encoder.category(row, 0, value);
      taken.add(row.getInt(RowLayout.slotOffset(0, 0)));
    }
    return taken.size();
  }
}
