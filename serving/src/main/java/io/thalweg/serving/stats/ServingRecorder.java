package io.thalweg.serving.stats;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and swaps while they happen. Thread-safe; recording takes no lock. */
public final class ServingRecorder {
  private final LongAdder served = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder swaps = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Distribution latencyMicros = new Distribution();
  private final Distribution freshnessMillis = new Distribution();

  /**
   * An inference request was answered with outputs.
   *
   * @param nanos from the last byte of the request to the answer's bytes
   */
  public void served(long nanos) {
    served.increment();
    latencyMicros.record(nanos / 1000);
  }

  /** An inference request was answered with an error. */
  public void failed() {
    failed.increment();
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

  /** A version was not put in service. */
  public void refused() {
    refused.increment();
  }

  public long servedCount() {
    return served.sum();
  }

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
}
