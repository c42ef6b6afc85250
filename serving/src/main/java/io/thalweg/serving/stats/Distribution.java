package io.thalweg.serving.stats;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles over all values recorded so far, to three digits. Thread-safe: recording is wait-free,
 * readers exclude one another.
 */
public final class Distribution {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);

  // Both are guarded by this.
  private final Histogram all = new Histogram(SIGNIFICANT_DIGITS);
  private @Nullable Histogram interval;

  /** A negative value, which only differing clocks produce, counts as 0. */
  void record(long value) {
    recorder.recordValue(Math.max(0, value));
  }

  /**
   * The value that so many percent don't exceed.
   *
   * @param percentile 0 to 100
   * @return empty when nothing was recorded
   */
  public synchronized OptionalLong percentile(double percentile) {
    interval = recorder.getIntervalHistogram(interval);
    all.add(interval);
    return all.getTotalCount() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(all.getValueAtPercentile(percentile));
  }
}
