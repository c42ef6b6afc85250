package io.thalweg.serving.stats;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What one model was asked and answered. Thread-safe; recording takes no lock. */
public final class ModelStats {
  /** Versions that are counted at most; where they rise every second nobody reads older ones. */
  static final int MAX_VERSIONS = 64;

  private final LongAdder served = new LongAdder();
  private final Distribution latencyMicros = new Distribution();
  private final Freshness freshness = new Freshness();
  private final ConcurrentMap<Integer, LongAdder> failures = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, LongAdder> servedByVersion =
      new ConcurrentSkipListMap<>();
  private volatile Latest latest = new Latest(Long.MIN_VALUE, new LongAdder());

  ModelStats() {}

  /** The counter that most requests go to. */
  private record Latest(long version, LongAdder served) {}

  void served(long version, long nanos) {
    served.increment();
    latencyMicros.record(nanos / 1000);
    Latest l = latest;
    (l.version == version ? l.served : open(version)).increment();
  }

  private LongAdder open(long version) {
    LongAdder counter = servedByVersion.computeIfAbsent(version, v -> new LongAdder());
    if (version > latest.version) {
      latest = new Latest(version, counter);
    }
    while (servedByVersion.size() > MAX_VERSIONS) {
      servedByVersion.pollFirstEntry();
    }
    return counter;
  }

  void failed(int httpCode) {
    failures.computeIfAbsent(httpCode, c -> new LongAdder()).increment();
  }

  /** Requests answered with outputs. */
  public long servedCount() {
    return served.sum();
  }

  public Distribution latencyMicros() {
    return latencyMicros;
  }

  public Freshness freshness() {
    return freshness;
  }

  /** Requests answered with an error, by the status of HTTP. */
  public Map<Integer, Long> failedCounts() {
    return sums(failures);
  }

  /** Requests that versions have answered, of those named; the counts of others are dropped. */
  public Map<Long, Long> servedCounts(Collection<Long> versions) {
    servedByVersion.keySet().removeIf(v -> !versions.contains(v) && v != latest.version);
    Map<Long, Long> out = sums(servedByVersion);
    out.keySet().retainAll(versions);
    return out;
  }

  private static <K extends Comparable<K>> Map<K, Long> sums(Map<K, LongAdder> counters) {
    Map<K, Long> out = new TreeMap<>();
    counters.forEach((key, counter) -> out.put(key, counter.sum()));
    return out;
  }
}
