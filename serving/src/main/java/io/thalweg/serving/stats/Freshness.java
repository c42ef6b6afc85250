package io.thalweg.serving.stats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * When the last examples were ready, released and served, of one model; versions that answer only
 * who names them don't count. Thread-safe.
 */
public final class Freshness {
  private static final int MOST = 1_024;

  // Guarded by this.
  private final Deque<Way> ways = new ArrayDeque<>();

  Freshness() {}

  /**
   * The way of an example, milliseconds since the epoch.
   *
   * @param readyMillis its label arrived
   * @param releasedMillis the first version that has learned it was announced
   * @param servedMillis that version went into service here
   */
  public record Way(long readyMillis, long releasedMillis, long servedMillis) {}

  synchronized void served(long releasedMillis, long nowMillis, List<Long> readyTimesMillis) {
    for (long ready : readyTimesMillis) {
      if (ways.size() == MOST) {
        ways.removeFirst();
      }
      ways.addLast(new Way(ready, releasedMillis, nowMillis));
    }
  }

  /** Those that have been served since a time, 1,024 at most. */
  public synchronized List<Way> since(long millis) {
    return ways.stream().filter(way -> way.servedMillis() >= millis).toList();
  }
}
