package io.thalweg.model.feature;

import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Transform;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a model's features look back, and what must be remembered of a key for them. Immutable.
 *
 * @param part which of the histories are its own
 * @param columns the features
 * @param sources what is remembered; each column names one by its position
 * @param timing when a label counts as known
 */
public record HistoryPlan(Part part, List<Column> columns, List<Source> sources, Timing timing)
    implements Serializable {

  /**
   * Labels of so many examples of a key may come between an example and its label: of more, the
   * oldest are forgotten early.
   */
  static final int LABELS_UNDERWAY = 256;

  // Of what KeyHistory writes.
  private static final int HEADER_BYTES = 5;
  private static final int OFFSET_BYTES = Integer.BYTES + Long.BYTES;
  private static final int SOURCE_BYTES = 7;

  /** Of no feature. */
  static final HistoryPlan NOTHING =
      new HistoryPlan(Part.ALL, List.of(), List.of(), Timing.WITH_EXAMPLE);

  /** Which histories are filled in, in one place of the way. */
  public enum Part {
    ALL,
    FIELDS,
    LABELS;

    boolean has(History history) {
      return this == ALL || (this == LABELS) == (history.of() == History.Of.LABEL);
    }
  }

  /** When the label of an example counts for the key's next ones. */
  public enum Timing {
    /** At once: it comes with its example. */
    WITH_EXAMPLE,

    /** For examples whose event time isn't before the label's. */
    WHEN_KNOWN
  }

  /** A feature: {@code slot} of the row gets the aggregate, it and those after it a sequence. */
  record Column(
      int slot,
      int source,
      History.Aggregate aggregate,
      int over,
      int lag,
      Transform transform,
      long withinMillis)
      implements Serializable {}

  /**
   * Values that are remembered.
   *
   * @param name the field; empty for the label
   * @param slot where the row brings the field's value; -1 for the label
   * @param length so many, the example's own among them
   * @param timed whether with the times of their events
   */
  record Source(String name, int slot, int length, boolean timed) implements Serializable {
    boolean isLabel() {
      return slot < 0;
    }
  }

  public HistoryPlan {
    columns = List.copyOf(columns);
    sources = List.copyOf(sources);
  }

  public static HistoryPlan of(FeatureSpec spec, Part part, Timing timing) {
    List<Column> columns = new ArrayList<>();
    List<Source> sources = new ArrayList<>();
    int slot = 0;
    for (Feature f : spec.features()) {
      if (f instanceof History h && part.has(h)) {
        int source = remember(sources, h, slot, timing);
        columns.add(
            new Column(
                slot, source, h.aggregate(), h.over(), h.lag(), h.transform(), h.withinMillis()));
      }
      slot += f.slots();
    }
    return new HistoryPlan(part, columns, sources, timing);
  }

  private static int remember(List<Source> sources, History h, int slot, Timing timing) {
    boolean label = h.of() == History.Of.LABEL;
    int length = h.lag() + h.over();
    if (label && timing == Timing.WHEN_KNOWN) {
      length += LABELS_UNDERWAY;
    }
    for (int i = 0; i < sources.size(); i++) {
      Source s = sources.get(i);
      if (s.isLabel() == label && s.name().equals(h.field())) {
        sources.set(
            i,
            new Source(s.name(), s.slot(), Math.max(s.length(), length), s.timed() || h.isTimed()));
        return i;
      }
    }
    sources.add(new Source(h.field(), label ? -1 : slot, length, h.isTimed()));
    return sources.size() - 1;
  }

  /**
   * Bytes of what is remembered of a key at most.
   *
   * @param partitions from which its events or labels come
   */
  public long maxBytes(int partitions) {
    long bytes = HEADER_BYTES + (long) partitions * OFFSET_BYTES;
    for (Source s : sources) {
      int value = Float.BYTES + (s.isLabel() ? Long.BYTES : 0) + (s.timed() ? Long.BYTES : 0);
      int name = s.name().getBytes(StandardCharsets.UTF_8).length;
      bytes += SOURCE_BYTES + name + (long) s.length() * value;
    }
    return bytes;
  }

  /** True when no feature looks back. */
  public boolean isEmpty() {
    return columns.isEmpty();
  }
}
