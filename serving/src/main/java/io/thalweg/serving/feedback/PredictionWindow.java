package io.thalweg.serving.feedback;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Predictions that wait for their labels, by model and event, bounded by number and age: the oldest
 * go first. One event may have been predicted by several versions; of a version the last counts.
 * Confined to whoever holds the owner's lock.
 */
final class PredictionWindow {
  private final int capacity;
  private final long ageMillis;
  private final Consumer<ServedRow> expired;
  private final Map<Event, List<ServedRow>> waiting = new LinkedHashMap<>();
  private int size;

  private record Event(String model, String id) {}

  /**
   * An empty window.
   *
   * @param capacity in rows
   * @param expired is told of every row that goes without its label
   */
  PredictionWindow(int capacity, long ageMillis, Consumer<ServedRow> expired) {
    this.capacity = capacity;
    this.ageMillis = ageMillis;
    this.expired = expired;
  }

  int size() {
    return size;
  }

  /** Adds a row, whose event is as old as the first that was predicted of it. */
  void add(ServedRow row) {
    List<ServedRow> rows =
        waiting.computeIfAbsent(new Event(row.model(), row.eventId()), e -> new ArrayList<>(1));
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).version() == row.version()) {
        expired.accept(rows.set(i, row));
        return;
      }
    }
    rows.add(row);
    size++;
    while (size > capacity) {
      dropOldest();
    }
  }

  /** Takes out what was predicted of an event, by whichever versions. */
  List<ServedRow> take(String model, String eventId) {
    List<ServedRow> rows = waiting.remove(new Event(model, eventId));
    if (rows == null) {
      return List.of();
    }
    size -= rows.size();
    return rows;
  }

  /** Drops events that have waited for longer than the age. */
  void expire(long nowMillis) {
    while (!waiting.isEmpty() && nowMillis - oldestMillis() > ageMillis) {
      dropOldest();
    }
  }

  private long oldestMillis() {
    return waiting.values().iterator().next().get(0).servedAtMillis();
  }

  private void dropOldest() {
    Iterator<List<ServedRow>> eldest = waiting.values().iterator();
    List<ServedRow> rows = eldest.next();
    eldest.remove();
    size -= rows.size();
    rows.forEach(expired);
  }
}
