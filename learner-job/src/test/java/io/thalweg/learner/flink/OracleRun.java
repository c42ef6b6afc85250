package io.thalweg.learner.flink;

import io.thalweg.learner.flink.StreamRows.Digest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What source and operators of one run say about themselves at each checkpoint; in the same JVM, by
 * name. Thread-safe.
 */
final class OracleRun {
  enum Holder {
    REPLAY,
    KEYED_STATE
  }

  /** A holder's groups, as a subtask had them. */
  record Part(Holder holder, int subtask, Map<Integer, Digest> groups) {}

  private static final Map<String, OracleRun> RUNS = new ConcurrentHashMap<>();

  private final Map<Long, Long> sourceAt = new ConcurrentHashMap<>();
  private final Map<Long, Map<String, Part>> parts = new ConcurrentHashMap<>();
  private final SortedMap<Long, Long> completed = new TreeMap<>(); // guarded by this
  private long examinedFrom = Long.MAX_VALUE; // guarded by this
  private long newestSeen; // guarded by this
  private long limit; // guarded by this
  private long failAt = Long.MAX_VALUE; // guarded by this

  static OracleRun named(String name) {
    return RUNS.computeIfAbsent(name, n -> new OracleRun());
  }

  static void forget(String name) {
    RUNS.remove(name);
  }

  /** From the next checkpoint on the holders tell what they hold, which takes its time. */
  synchronized void examine() {
    examinedFrom = Math.min(examinedFrom, newestSeen + 1);
  }

  /** Whether at this one they do: the same for all of them. */
  synchronized boolean isExamined(long checkpoint) {
    newestSeen = Math.max(newestSeen, checkpoint);
    return checkpoint >= examinedFrom;
  }

  /** The source may emit numbers below this. */
  synchronized void allow(long numbers) {
    limit = numbers;
    notifyAll();
  }

  /** Waits until the source may emit this number; false if it was cancelled meanwhile. */
  synchronized boolean mayEmit(long number, BooleanSupplier cancelled) throws InterruptedException {
    while (number >= limit && !cancelled.getAsBoolean()) {
      wait(20);
    }
    return number < limit;
  }

  /** The replay operator fails once, when it gets this number. */
  synchronized void failAt(long number) {
    failAt = number;
  }

  synchronized void arrived(long number) {
    if (number == failAt) {
      failAt = Long.MAX_VALUE;
      throw new IllegalStateException("failure on purpose at number " + number);
    }
  }

  synchronized boolean hasFailed() {
    return failAt == Long.MAX_VALUE;
  }

  void sourceAt(long checkpoint, long next) {
    sourceAt.put(checkpoint, next);
  }

  void holds(long checkpoint, Part part) {
    parts
        .computeIfAbsent(checkpoint, c -> new ConcurrentHashMap<>())
        .put(part.holder() + "-" + part.subtask(), part);
  }

  synchronized void completed(long checkpoint) {
    completed.put(checkpoint, sourceAt.getOrDefault(checkpoint, -1L));
  }

  /** How far the source was at the last completed checkpoint. */
  synchronized long safe() {
    return completed.isEmpty() ? 0 : completed.get(completed.lastKey());
  }

  /** How far the source was, by completed checkpoint. */
  synchronized SortedMap<Long, Long> checkpoints() {
    return new TreeMap<>(completed);
  }

  List<Part> parts(long checkpoint) {
    return List.copyOf(parts.getOrDefault(checkpoint, Map.of()).values());
  }
}
