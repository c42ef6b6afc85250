package io.thalweg.ingestion.flink;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Subjects of whom nothing is to be kept that happened up to a time each. Immutable.
 *
 * @param untilMillis event time since 1970, by subject
 */
public record Erasures(Map<Long, Long> untilMillis) implements Arrival {
  public Erasures {
    untilMillis = Collections.unmodifiableMap(new TreeMap<>(untilMillis));
  }

  /** Of one subject. */
  static Erasures of(long subject, long untilMillis) {
    return new Erasures(Map.of(subject, untilMillis));
  }

  /** Whether an event is one of those. */
  boolean cover(Example event) {
    Long until = untilMillis.get(event.subject());
    return until != null && event.eventTimeMillis() <= until;
  }
}
