package io.thalweg.serving.event;

import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event, or the event itself: its fields, and the features that read it. Filled by
 * its factory, then only read.
 */
final class EventFields {
  private final Map<String, EventFields> members = new HashMap<>();
  private final List<Integer> features = new ArrayList<>();
  private boolean lookedBackAt;

  private EventFields() {}

  /**
   * The event.
   *
   * <p>A history is not what its field says in the event itself: it is read from the field that
   * bears its own name, unless a feature reads that field for what it is.
   */
  static EventFields of(FeatureSpec spec) {
    EventFields root = new EventFields();
    for (int i = 0; i < spec.features().size(); i++) {
      Feature f = spec.features().get(i);
      if (f instanceof CrossFeature) {
        continue; // it follows from the features that it crosses
      }
      if (!(f instanceof Feature.History)) {
        root.at(f.field()).features.add(i);
      } else if (spec.features().stream().noneMatch(g -> g.field().equals(f.name()))) {
        root.at(f.name()).features.add(i);
      }
      if (f instanceof Feature.History && !f.field().isEmpty()) {
        root.at(f.field()).lookedBackAt = true;
      }
    }
    return root;
  }

  private EventFields at(String path) {
    int dot = path.indexOf('.');
    String name = dot < 0 ? path : path.substring(0, dot);
    EventFields member = members.computeIfAbsent(name, n -> new EventFields());
    return dot < 0 ? member : member.at(path.substring(dot + 1));
  }

  /** The field within this one; null where nothing reads it. */
  @Nullable EventFields member(String name) {
    return members.get(name);
  }

  /** Whether fields within this one are read. */
  boolean isRecord() {
    return !members.isEmpty();
  }

  /** Whether histories are made of this field, in the events that have been. */
  boolean isLookedBackAt() {
    return lookedBackAt;
  }

  /** Positions in the spec of the features that read this field. */
  List<Integer> features() {
    return features;
  }
}
