package io.thalweg.learner.ledger;

import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.release.ReleaseLog;
import io.thalweg.schemas.ModelAnnouncement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a run and its test have in common, though Flink serializes all that a task is
 * made of. One at a time in a process. Thread-safe.
 */
final class Experiment {
  private static volatile Experiment current = new Experiment(0);

  private final int events;
  private final AtomicIntegerArray learned;
  private final Mishaps mishaps = new Mishaps();
  private final Set<Long> completed = new ConcurrentSkipListSet<>();
  private final Map<Integer, Integer> positions = new ConcurrentHashMap<>();
  private final List<Long> released = new CopyOnWriteArrayList<>();
  private volatile @Nullable ModelAnnouncement lastRelease;
  private final AtomicInteger open = new AtomicInteger();
  private volatile int allowed;

  private Experiment(int events) {
    this.events = events;
    this.learned = new AtomicIntegerArray(events);
    this.allowed = events;
  }

  static Experiment begin(int events) {
    current = new Experiment(events);
    return current;
  }

  static Experiment current() {
    return current;
  }

  int events() {
    return events;
  }

  Mishaps mishaps() {
    return mishaps;
  }

  // ---- the learners ----

  /** How often this event was learned by now, on whatever path, this time included. */
  int learning(int event) {
    return learned.incrementAndGet(event);
  }

  /** On whatever path. */
  int learnings() {
    int sum = 0;
    for (int i = 0; i < events; i++) {
      sum += learned.get(i);
    }
    return sum;
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

  // ---- the source ----

  void completed(long checkpointId) {
    completed.add(checkpointId);
  }

  /** Holds back the events from this one on, until more are allowed. */
  void allow(int firstEvents) {
    allowed = firstEvents;
  }

  int allowed() {
    return allowed;
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

  /** Null before the first. */
  @Nullable String lastReleaseSha256() {
    ModelAnnouncement last = lastRelease;
    return last == null ? null : last.manifestSha256();
  }

  static ReleaseLog releaseLog(String model, ReleaseConfig config) {
    Experiment into = current;
    List<Long> log = into.released;
    return new ReleaseLog() {
      @Override
      public long lastVersion() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1);
      }

      @Override
      public @Nullable String lastReleaseSha256() {
        return into.lastReleaseSha256();
      }

      @Override
      public @Nullable ModelAnnouncement last() {
        return into.lastRelease;
      }

      @Override
      public long lastVersionNow() {
        return lastVersion();
      }

      @Override
      public void announce(ModelAnnouncement announcement) {
        if (announcement.version() > lastVersion()) {
          into.lastRelease = announcement;
          log.add(announcement.version());
        }
      }

      @Override
      public void close() {}
    };
  }
}
