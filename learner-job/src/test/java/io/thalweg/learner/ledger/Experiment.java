package io.thalweg.learner.ledger;

import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.release.ReleaseLog;
import io.thalweg.schemas.ModelAnnouncement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What the tasks of a run and its test have in common, though Flink serializes all that a task is
 * made of: found by name, in one process. Thread-safe.
 */
final class Experiment {
  private static final Map<String, Experiment> ALL = new ConcurrentHashMap<>();

  private final int events;
  private final AtomicIntegerArray learned;
  private final ConcurrentLinkedDeque<Fault> due = new ConcurrentLinkedDeque<>();
  private final Set<Long> completed = new ConcurrentSkipListSet<>();
  private final Map<Integer, Integer> positions = new ConcurrentHashMap<>();
  private final List<Long> released = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile long nanosPerRow = 400_000;

  private Experiment(int events) {
    this.events = events;
    this.learned = new AtomicIntegerArray(events);
  }

  static Experiment begin(String name, int events) {
    Experiment e = new Experiment(events);
    ALL.put(name, e);
    return e;
  }

  static Experiment named(String name) {
    Experiment e = ALL.get(name);
    if (e == null) {
      throw new IllegalStateException("no experiment " + name);
    }
    return e;
  }

  static void end(String name) {
    ALL.remove(name);
  }

  int events() {
    return events;
  }

  // ---- the learners ----

  /** How often this event was learned by now, on whatever path, this time included. */
  int learning(int event) {
    return learned.incrementAndGet(event);
  }

  long nanosPerRow() {
    return nanosPerRow;
  }

  void nanosPerRow(long nanos) {
    nanosPerRow = nanos;
  }

  void opened() {
    open.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  /** Engines that are open. */
  int open() {
    return open.get();
  }

  // ---- faults ----

  /** Each happens once, in this order, at whichever learner comes there first. */
  void failNext(Fault... faults) {
    due.addAll(List.of(faults));
  }

  boolean isFaultDue() {
    return !due.isEmpty();
  }

  void failIfDue(Fault here) {
    if (happens(here)) {
      throw new IllegalStateException("failed as the test asked: " + here);
    }
  }

  synchronized boolean happens(Fault here) {
    if (due.peek() != here) {
      return false;
    }
    due.remove();
    return true;
  }

  // ---- the source ----

  void completed(long checkpointId) {
    completed.add(checkpointId);
  }

  int checkpoints() {
    return completed.size();
  }

  void at(int split, int position) {
    positions.put(split, position);
  }

  /** Events that have been emitted on the path that counts. */
  int emitted() {
    return positions.values().stream().mapToInt(p -> p).sum();
  }

  // ---- releases ----

  List<Long> released() {
    return released;
  }

  static ReleaseLog releaseLog(String name, String model, ReleaseConfig config) {
    List<Long> log = named(name).released;
    return new ReleaseLog() {
      @Override
      public long lastVersion() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1);
      }

      @Override
      public void announce(ModelAnnouncement announcement) {
        if (announcement.version() > lastVersion()) {
          log.add(announcement.version());
        }
      }

      @Override
      public void close() {}
    };
  }
}
