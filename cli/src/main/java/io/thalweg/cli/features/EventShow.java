package io.thalweg.cli.features;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.Outcome;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.decode.Refusal;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes events with the learner's own encoder and says what comes of each feature. Histories are
 * made of the events that were shown before. Confined to one thread.
 */
public final class EventShow {
  private final FeatureSpec features;
  private final RecordProjector projector;
  private final DenseEncoder dense;
  private final RowLayout layout;
  private final HistoryPlan histories;
  private final Optional<ColumnScaling> scaling;
  private final Map<String, KeyHistory> pasts = new HashMap<>();
  private final String[] raw;

  /**
   * A show of nothing yet.
   *
   * @param source of the pipeline, as the events to show are written
   * @param scaling of the version whose standardized input is shown as well
   * @throws io.thalweg.ingestion.BindingException when the schema lacks what the pipeline reads
   */
  public EventShow(SourceSpec source, PipelineConfig pipeline, Optional<ColumnScaling> scaling) {
    LabelSpec labels = pipeline.labels();
    this.features = pipeline.model().features();
    this.raw = new String[features.features().size()];
    this.projector =
        RecordProjector.bind(source, labels, features, (feature, value) -> raw[feature] = value);
    this.dense = new DenseEncoder(features);
    this.layout = RowLayout.of(features, labels.values().labels());
    boolean inline = labels instanceof LabelSpec.Inline;
    this.histories =
        HistoryPlan.of(
            features,
            inline ? Part.ALL : Part.FIELDS,
            inline ? Timing.WITH_EXAMPLE : Timing.WHEN_KNOWN);
    this.scaling = scaling;
  }

  /** Lines for a person. */
  public List<String> lines(RawEvent event) {
    if (event.fault().isPresent()) {
      return List.of(event.fault().get(), "  refused: it is no record of the schema");
    }
    for (int i = 0; i < raw.length; i++) {
      raw[i] = features.features().get(i).field().isEmpty() ? "" : "not read";
    }
    Outcome outcome = projector.project(event.value(), event.timeMillis(), event.headers());
    List<String> lines = new ArrayList<>();
    if (outcome instanceof Decoded decoded) {
      lines.add(event.place() + ": " + identity(decoded));
      lines.addAll(encoded(decoded));
    } else {
      lines.add(event.place());
      lines.add("  refused: " + ((Refusal) outcome).reason());
      lines.addAll(read());
    }
    return lines;
  }

  private static String identity(Decoded decoded) {
    return "id %s, at %s, label %s"
        .formatted(
            decoded.id(),
            Instant.ofEpochMilli(decoded.eventTimeMillis()),
            Float.isNaN(decoded.label()) ? "none yet" : FeatureText.number(decoded.label()));
  }

  /** What was read of a refused record, up to what refused it; it becomes part of no history. */
  private List<String> read() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < raw.length; i++) {
      if (!raw[i].isEmpty() && !(features.features().get(i) instanceof Feature.History)) {
        lines.add("  %s: %s".formatted(features.features().get(i).name(), raw[i]));
      }
    }
    return lines;
  }

  private List<String> encoded(Decoded decoded) {
    ByteBuffer row = row(decoded);
    float[] columns = new float[dense.width()];
    dense.expand(row, 0, columns, 0);
    List<String> lines = new ArrayList<>();
    int slot = 0;
    int column = 0;
    for (int i = 0; i < raw.length; i++) {
      Feature f = features.features().get(i);
      lines.add(
          "  %s: %s".formatted(f.name(), FeatureText.of(f, raw[i], row, slot, columns, column)));
      if (scaling.isPresent() && FeatureText.isPlain(f)) {
        lines.add(
            "    standardized: " + FeatureText.standardized(f, scaling.get(), columns, column));
      }
      slot += f.slots();
      column += f.width();
    }
    scaling.ifPresent(s -> lines.add("  standardized as version " + s.version() + " does it"));
    return lines;
  }

  private ByteBuffer row(Decoded decoded) {
    byte[] bytes = decoded.row();
    if (!features.looksBack()) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    RowTail tail = RowTail.of(layout);
    ByteBuffer row = ByteBuffer.wrap(tail.trim(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    pasts
        .computeIfAbsent(tail.key(bytes), key -> new KeyHistory(histories))
        .pass(row, decoded.eventTimeMillis());
    return row;
  }
}
