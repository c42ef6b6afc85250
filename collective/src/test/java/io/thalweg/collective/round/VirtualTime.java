package io.thalweg.collective.round;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/** Events in the order of their time, and of their planning where that is equal. */
final class VirtualTime {
  static final long MILLI = 1_000_000;
  private static final int REMEMBERED = 60;

  private record Event(long at, long order, Runnable run) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final boolean tracing = Long.getLong("thalweg.seed") != null;
  private final Deque<String> trace = new ArrayDeque<>();
  private long order;
  private long now;

  long now() {
    return now;
  }

  void at(long when, Runnable run) {
    queue.add(new Event(Math.max(when, now), order++, run));
  }

  void in(long nanos, Runnable run) {
    at(now + nanos, run);
  }

  /** Whether there was an event up to the end. */
  boolean runNext(long end) {
    Event next = queue.peek();
    if (next == null || next.at > end) {
      return false;
    }
    queue.poll();
    now = next.at;
    next.run.run();
    return true;
  }

  /** Kept only when one seed is run again. */
  void note(Supplier<String> what) {
    if (tracing) {
      trace.add("%9.3f ms  %s".formatted(now / 1e6, what.get()));
      if (trace.size() > REMEMBERED) {
        trace.remove();
      }
    }
  }

  String trace() {
    return String.join("\n", trace);
  }
}
