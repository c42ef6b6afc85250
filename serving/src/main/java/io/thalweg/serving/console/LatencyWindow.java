package io.thalweg.serving.console;

import io.thalweg.serving.stats.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * Percentiles of what was recorded between two looks, by buckets that grow by 5 %. Confined to the
 * console's lock.
 */
final class LatencyWindow {
  private static final double GROWTH = 1.05;
  private static final double LARGEST = 60e6;
  private static final List<Long> BOUNDS = bounds();

  private final long[] before = new long[BOUNDS.size() + 1];
  private final long[] between = new long[BOUNDS.size() + 1];
  private long count;

  private static List<Long> bounds() {
    List<Long> out = new ArrayList<>();
    for (double bound = 20; bound < LARGEST; bound *= GROWTH) {
      out.add((long) bound);
    }
    return List.copyOf(out);
  }

  void look(Distribution micros) {
    List<Long> now = micros.buckets(BOUNDS).counts();
    count = 0;
    for (int i = 0; i < before.length; i++) {
      between[i] = now.get(i) - before[i];
      before[i] = now.get(i);
      count += between[i];
    }
  }

  /**
   * The value that this share doesn't exceed, within 5 %.
   *
   * @return no number where nothing was recorded
   */
  double percentile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    double rank = share * count;
    long below = 0;
    for (int i = 0; i < BOUNDS.size(); i++) {
      if (below + between[i] >= rank && between[i] > 0) {
        double low = i == 0 ? 0 : BOUNDS.get(i - 1);
        return low + (BOUNDS.get(i) - low) * (rank - below) / between[i];
      }
      below += between[i];
    }
    return BOUNDS.get(BOUNDS.size() - 1);
  }
}
