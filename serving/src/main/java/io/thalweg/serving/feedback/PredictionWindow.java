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
  private final Map<Event, Predicted> waiting = new LinkedHashMap<>();
  private int size;

  private record Event(String model, String id) {}

  private record Predicted(long sinceMillis, List<ServedRow> rows) {}

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

  /**
   * Adds a row, whose event is as old as the first that was predicted of it, or as the last that
   * replaced one.
   */
  void add(ServedRow row) {
    Event event = new Event(row.model(), row.eventId());
    Predicted before = waiting.get(event);
    List<ServedRow> rows = before == null ? new ArrayList<>(1) : before.rows();
    int at = indexOf(row.version(), rows);
    if (at >= 0) {
      expired.accept(rows.remove(at));
      size--;
      // The map's order is that of age.
      waiting.remove(event);
    }
    rows.add(row);
    size++;
    waiting.putIfAbsent(event, new Predicted(row.servedAtMillis(), rows));
    while (size > capacity) {
      dropOldest();
    }
  }

  private static int indexOf(long version, List<ServedRow> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).version() == version) {
        return i;
      }
    }
    return -1;
  }

  /** Takes out what was predicted of an event, by whichever versions. */
  List<ServedRow> take(String model, String eventId) {
    Predicted predicted = waiting.remove(new Event(model, eventId));
    if (predicted == null) {
      return List.of();
    }
    size -= predicted.rows().size();
    return predicted.rows();
  }

  /** Drops events that have waited for longer than the age. */
  void expire(long nowMillis) {
    while (!waiting.isEmpty() && nowMillis - oldestMillis() > ageMillis) {
      dropOldest();
    }
  }

  private long oldestMillis() {
    return waiting.values().iterator().next().sinceMillis();
  }

  private void dropOldest() {
    Iterator<Predicted> eldest = waiting.values().iterator();
    List<ServedRow> rows = eldest.next().rows();
    eldest.remove();
    size -= rows.size();
    rows.forEach(expired);
  }
}
