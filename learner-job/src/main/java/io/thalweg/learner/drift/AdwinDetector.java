package io.thalweg.learner.drift;

import io.thalweg.learner.drift.Detectors.Direction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * ADWIN2 (Bifet, Gavalda 2007): the window's oldest bucket goes as long as any cut leaves two parts
 * whose means differ by more than
 *
 * <pre>
 *   sqrt(2/m v ln(2 ln(n)/delta)) + 2/(3m) ln(2 ln(n)/delta),   1/m = 1/(n0 - 4) + 1/(n1 - 4)
 * </pre>
 *
 * with v the window's variance and n0, n1 the parts' lengths, five or more. It looks at every 32nd
 * value. The bound holds for values from 0 to 1.
 */
final class AdwinDetector implements DriftDetector {
  private static final int EVERY = 32;
  private static final int MIN_WINDOW = 10;
  private static final int MIN_PART = 5;

  private final double delta;
  private final Direction direction;
  private final ExponentialHistogram window = new ExponentialHistogram();
  private long added;

  AdwinDetector(DriftSpec.Adwin spec, Direction direction) {
    this.delta = spec.delta();
    this.direction = direction;
  }

  @Override
  public DriftResult add(double value) {
    window.add(value);
    added++;
    if (added % EVERY != 0 || window.width() <= MIN_WINDOW) {
      return DriftResult.STABLE;
    }
    double before = window.mean();
    boolean cut = false;
    while (isCut()) {
      window.dropOldest();
      cut = true;
    }
    boolean counts = direction == Direction.ANY || window.mean() > before;
    return cut && counts ? DriftResult.DRIFT : DriftResult.STABLE;
  }

  private boolean isCut() {
    double n = window.width();
    double logarithm = Math.log(2 * Math.log(n) / delta);
    double variance = window.variance();
    double n0 = 0;
    double sum0 = 0;
    for (int row = window.rows() - 1; row >= 0; row--) {
      for (int b = 0; b < window.buckets(row); b++) {
        n0 += 1L << row;
        sum0 += window.bucketTotal(row, b);
        double n1 = n - n0;
        if (n1 < MIN_PART) {
          return false;
        }
        double difference = sum0 / n0 - (window.total() - sum0) / n1;
        if (n0 >= MIN_PART && Math.abs(difference) > bound(n0, n1, variance, logarithm)) {
          return true;
        }
      }
    }
    return false;
  }

  private static double bound(double n0, double n1, double variance, double logarithm) {
    double m = 1 / (n0 - MIN_PART + 1) + 1 / (n1 - MIN_PART + 1);
    return Math.sqrt(2 * m * variance * logarithm) + 2.0 / 3 * m * logarithm;
  }

  /** Version 1: int64 values added, the histogram. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    out.writeLong(added);
    window.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("adwin", in);
    added = in.readLong();
    window.read(in);
  }
}
