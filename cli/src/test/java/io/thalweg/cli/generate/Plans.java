package io.thalweg.cli.generate;

import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.ingestion.generate.DriftPlan;
import java.util.ArrayList;
import java.util.List;

/** Plans of tests, and what comes of them. */
final class Plans {
  static final Labels INLINE = new Labels.Inline();

  static StreamPlan of(StreamKind kind, long seed, double badShare, Labels labels) {
    return new StreamPlan(kind, seed, DriftPlan.NONE, 1_000, badShare, labels);
  }

  static List<Event> events(StreamPlan plan, EventForm form, int count) {
    EventStream stream = new EventStream(plan, form.open(plan));
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(stream.next());
    }
    return events;
  }

  private Plans() {}
}
