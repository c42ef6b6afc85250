package io.thalweg.serving.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
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
    takeInterval();
    return all.getTotalCount() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(all.getValueAtPercentile(percentile));
  }

  /**
   * How the values spread over buckets.
   *
   * @param upperBounds ascending, each within its bucket; above the last there is one bucket more
   */
  public synchronized Buckets buckets(List<Long> upperBounds) {
    takeInterval();
    long[] counts = new long[upperBounds.size() + 1];
    double sum = 0;
    int bucket = 0;
    for (HistogramIterationValue step : all.recordedValues()) {
      long count = step.getCountAddedInThisIterationStep();
      long value = all.lowestEquivalentValue(step.getValueIteratedTo());
      while (bucket < upperBounds.size() && value > upperBounds.get(bucket)) {
        bucket++;
      }
      counts[bucket] += count;
      sum += (double) count * all.medianEquivalentValue(value);
    }
    List<Long> out = new ArrayList<>();
    for (long count : counts) {
      out.add(count);
    }
    return new Buckets(out, sum);
  }

  /**
   * Counts of values, bucket by bucket. Immutable.
   *
   * @param sum of the values, to three digits
   */
  public record Buckets(List<Long> counts, double sum) {
    public Buckets {
      counts = List.copyOf(counts);
    }
  }

  private void takeInterval() {
    interval = recorder.getIntervalHistogram(interval);
    all.add(interval);
  }
}
