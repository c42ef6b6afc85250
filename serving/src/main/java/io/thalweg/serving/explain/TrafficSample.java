package io.thalweg.serving.explain;

import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A few rows of one model's recent traffic. Rows are taken at even times, at most one in a period;
 * each takes the place of one that is drawn at random, so that ages are distributed exponentially
 * (Aggarwal, "On biased reservoir sampling in the presence of stream evolution", 2006), with the
 * horizon as their mean however fast rows come. Until it is full it takes every one. Thread-safe
 * without locks: a row that isn't taken costs a comparison.
 */
final class TrafficSample {
  private final FeatureSpec features;
  private final long version;
  private final long periodNanos;
  private final AtomicReferenceArray<float[]> rows;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong dueNanos;

  /**
   * Empty.
   *
   * @param version of the model, whose features these are
   */
  TrafficSample(FeatureSpec features, long version, ExplainConfig config, long nowNanos) {
    this.features = features;
    this.version = version;
    this.periodNanos = config.horizon().toNanos() / config.backgroundRows();
    this.rows = new AtomicReferenceArray<>(config.backgroundRows());
    this.dueNanos = new AtomicLong(nowNanos);
  }

  FeatureSpec features() {
    return features;
  }

  long version() {
    return version;
  }

  /** Whether a row may be taken now. */
  boolean isDue(long nowNanos) {
    return nowNanos - dueNanos.get() >= 0;
  }

  /**
   * Copies one of the rows if it is time for one.
   *
   * @param dense float32, (count, width), borrowed for the call
   */
  void offer(float[] dense, int count, long nowNanos) {
    long due = dueNanos.get();
    boolean full = taken.get() >= rows.length();
    if (count < 1
        || nowNanos - due < 0
        || !dueNanos.compareAndSet(due, full ? nowNanos + periodNanos : nowNanos)) {
      return;
    }
    int width = features.width();
    int from = ThreadLocalRandom.current().nextInt(count) * width;
    float[] row = Arrays.copyOfRange(dense, from, from + width);
    int place = full ? rows.length() : taken.getAndIncrement();
    rows.set(
        place < rows.length() ? place : ThreadLocalRandom.current().nextInt(rows.length()), row);
  }

  /** The rows as they are now, borrowed. */
  List<float[]> rows() {
    List<float[]> out = new ArrayList<>();
    for (int i = 0; i < rows.length(); i++) {
      float[] row = rows.get(i);
      if (row != null) {
        out.add(row);
      }
    }
    return out;
  }
}
