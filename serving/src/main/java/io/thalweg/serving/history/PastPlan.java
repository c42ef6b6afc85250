package io.thalweg.serving.history;

import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the histories of a version's rows follow from the pasts of keys: by the learner's own code.
 * Thread-safe.
 */
final class PastPlan {
  private final FeatureSpec spec;
  private final RowEncoder encoder;
  private final AskingEvent events;
  private final BitSet own = new BitSet();
  private final Map<Part, HistoryPlan> plans = new EnumMap<>(Part.class);

  /** A feature that looks back, by its position and where it lies in a row. */
  private record Place(int feature, History history, int slot) {}

  private final List<Place> places = new ArrayList<>();

  PastPlan(FeatureSpec spec, Followed followed) {
    this.spec = spec;
    this.encoder = new RowEncoder(spec);
    for (Part part : Part.values()) {
      plans.put(part, HistoryPlan.of(spec, part, PastKey.timing(part)));
    }
    int slot = 0;
    for (int i = 0; i < spec.features().size(); i++) {
      Feature f = spec.features().get(i);
      if (f instanceof History h) {
        places.add(new Place(i, h, slot));
        own.set(i, takesOwn(spec, h));
      }
      slot += f.slots();
    }
    this.events = new AskingEvent(spec, followed, own);
  }

  /** Whether a row's own value of a history's field has a part in what is looked up for it. */
  boolean takesOwn(int feature) {
    return own.get(feature);
  }

  /** If this history or another one of the field has lag 0. */
  private static boolean takesOwn(FeatureSpec spec, History history) {
    return spec.features().stream()
        .anyMatch(
            f ->
                f instanceof History h
                    && h.lag() == 0
                    && h.of() == history.of()
                    && h.field().equals(history.field()));
  }

  FeatureSpec spec() {
    return spec;
  }

  AskingEvent events() {
    return events;
  }

  /**
   * Fills in the histories that the request doesn't give, as the learner would those of the key's
   * next event.
   *
   * @return up to where they reach: {@code partition:offset,...} of the events, then {@code
   *     labels/partition:offset} where labels come on a topic of their own; null where the key has
   *     no past, or one that lacks what a history of the version looks at
   * @throws BadValueException when the row's own value is none that a history takes
   */
  @Nullable String fill(ByteBuffer row, String key, AskedRow asked, PastStore store)
      throws BadValueException {
    ByteBuffer filled = encoder.layout().newRow();
    encoder.clear(filled);
    filled.putLong(RowLayout.EVENT_TIME, asked.timeMillis());
    for (Place place : places) {
      if (!Double.isNaN(asked.own(place.feature))) {
        encoder.history(filled, place.feature, asked.own(place.feature));
      }
    }
    StringBuilder reach = new StringBuilder();
    byte[] all = store.past(new PastKey(Part.ALL, key));
    byte[] fields = all == null ? store.past(new PastKey(Part.FIELDS, key)) : null;
    byte[] labels = all == null ? store.past(new PastKey(Part.LABELS, key)) : null;
    boolean known = all != null || fields != null || labels != null;
    if (all != null) {
      known = fill(filled, Part.ALL, all, reach);
    } else {
      known &= fill(filled, Part.FIELDS, fields, reach);
      known &= fill(filled, Part.LABELS, labels, reach);
    }
    for (Place place : places) {
      if (!asked.isGiven(place.feature)) {
        for (int i = 0; i < place.history.slots(); i++) {
          int offset = RowLayout.slotOffset(0, place.slot + i);
          row.putFloat(offset, filled.getFloat(offset));
        }
      }
    }
    return known ? reach.toString() : null;
  }

  /**
   * Without a past, as that of the key's first row; answers whether the past has all that it is
   * asked for.
   */
  private boolean fill(ByteBuffer row, Part part, byte @Nullable [] past, StringBuilder reach) {
    HistoryPlan plan = Objects.requireNonNull(plans.get(part));
    KeyHistory history = past == null ? new KeyHistory(plan) : read(plan, past);
    history.fill(row);
    history
        .reach()
        .forEach(
            (partition, offset) ->
                reach
                    .append(reach.isEmpty() ? "" : ",")
                    .append(part == Part.LABELS ? "labels/" : "")
                    .append(partition)
                    .append(':')
                    .append(offset));
    return history.isComplete();
  }

  private static KeyHistory read(HistoryPlan plan, byte[] past) {
    try {
      return KeyHistory.read(plan, past);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was read before it was kept
    }
  }
}
