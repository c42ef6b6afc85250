package io.thalweg.serving.stats;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and swaps while they happen. Thread-safe; recording takes no lock. */
public final class ServingRecorder {
  private final LongAdder served = new LongAdder();
  private final LongAdder denied = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder swaps = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Distribution latencyMicros = new Distribution();
  private final Distribution freshnessMillis = new Distribution();
  private final Distribution rowsOfRuns = new Distribution();
  private final LongAdder inFlight = new LongAdder();
  private final Map<Shed, LongAdder> shed = new EnumMap<>(Shed.class);
  private final ConcurrentMap<String, ModelStats> models = new ConcurrentHashMap<>();
  private final ModelStats others = new ModelStats();

  public ServingRecorder() {
    for (Shed reason : Shed.values()) {
      shed.put(reason, new LongAdder());
    }
  }

  /** Why a request was turned away. */
  public enum Shed {
    /** Its client sends more than it may. */
    RATE_LIMIT,
    /** It would have waited too long. */
    OVERLOAD,
    /** It did wait too long. */
    DEADLINE
  }

  /**
   * A version has answered an inference request with outputs.
   *
   * @param nanos from the last byte of the request to the answer's bytes
   */
  public void served(String model, long version, long nanos) {
    served.increment();
    latencyMicros.record(nanos / 1000);
    ModelStats stats = models.get(model);
    (stats == null ? open(model) : stats).served(version, nanos);
  }

  /**
   * An inference request was answered with an error.
   *
   * @param model as the request names it; models that have answered nothing yet are counted
   *     together, or whoever makes up names fills the memory
   */
  public void failed(String model, Throwable reason) {
    Throwable cause =
        reason instanceof CompletionException && reason.getCause() != null
            ? reason.getCause()
            : reason;
    Status status = cause instanceof RequestException e ? e.status() : Status.INTERNAL;
    (status.httpCode() < Status.INTERNAL.httpCode() ? denied : failed).increment();
    models.getOrDefault(model, others).failed(status.httpCode());
    if (status == Status.DEADLINE) {
      shed(Shed.DEADLINE);
    } else if (status == Status.UNAVAILABLE
        && cause instanceof RequestException e
        && e.retryAfter() != null) {
      shed(Shed.OVERLOAD);
    }
  }

  /** A request was turned away to keep the others going. */
  public void shed(Shed reason) {
    Objects.requireNonNull(shed.get(reason)).increment();
  }

  /** A request began to be read. */
  public void began() {
    inFlight.increment();
  }

  /** A request that began has its answer, or its connection is gone. */
  public void ended() {
    inFlight.decrement();
  }

  /** Rows were computed together. */
  public void ran(int rows) {
    rowsOfRuns.record(rows);
  }

  /**
   * A version went into service.
   *
   * @param readyTimesMillis of examples that it is the first to contain
   */
  public void swapped(long nowMillis, List<Long> readyTimesMillis) {
    swaps.increment();
    readyTimesMillis.forEach(t -> freshnessMillis.record(nowMillis - t));
  }

  /**
   * Likewise, of a model whose requests without a version it answers from now on.
   *
   * @param releasedMillis when the version was announced
   */
  public void swapped(
      String model, long releasedMillis, long nowMillis, List<Long> readyTimesMillis) {
    swapped(nowMillis, readyTimesMillis);
    open(model).freshness().served(releasedMillis, nowMillis, readyTimesMillis);
  }

  /** A version was not put in service. */
  public void refused() {
    refused.increment();
  }

  public long servedCount() {
    return served.sum();
  }

  /** Inference requests answered with an error that is the client's to mend, 4xx. */
  public long deniedCount() {
    return denied.sum();
  }

  /** Inference requests answered with another error, 5xx. */
  public long failedCount() {
    return failed.sum();
  }

  public long swapCount() {
    return swaps.sum();
  }

  public long refusedCount() {
    return refused.sum();
  }

  public Distribution latencyMicros() {
    return latencyMicros;
  }

  public Distribution freshnessMillis() {
    return freshnessMillis;
  }

  /** Rows that were computed at once, run by run. */
  public Distribution rowsOfRuns() {
    return rowsOfRuns;
  }

  /** Requests that are being read or answered. */
  public long inFlightCount() {
    return inFlight.sum();
  }

  public long shedCount(Shed reason) {
    return Objects.requireNonNull(shed.get(reason)).sum();
  }

  /** What is known of models that have answered or been put in service, by name. */
  public Map<String, ModelStats> models() {
    return new TreeMap<>(models);
  }

  /** Requests that named no such model. */
  public ModelStats others() {
    return others;
  }

  private ModelStats open(String model) {
    return models.computeIfAbsent(model, m -> new ModelStats());
  }
}
