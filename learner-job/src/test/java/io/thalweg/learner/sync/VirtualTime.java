package io.thalweg.learner.sync;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Events in the order of their times, those of one time in the order of their making. */
final class VirtualTime {
  static final long MILLI = 1_000_000;

  private record Event(long at, long order, Runnable run) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long now;
  private long order;

  /** In nanoseconds. */
  long now() {
    return now;
  }

  void at(long when, Runnable run) {
    queue.add(new Event(when, order++, run));
  }

  void every(long millis, Runnable run) {
    at(
        now + millis * MILLI,
        () -> {
          run.run();
          every(millis, run);
        });
  }

  void runUntil(long end) {
    while (!queue.isEmpty() && queue.peek().at <= end) {
      Event e = queue.poll();
      now = e.at;
      e.run.run();
    }
    now = end;
  }
}
