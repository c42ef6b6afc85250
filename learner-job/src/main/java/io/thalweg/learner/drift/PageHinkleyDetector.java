package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Page-Hinkley's test for a rise (Page 1954): s = max(0, fading s + value - mean - delta) reaches
 * the threshold, the mean being that of all values since the last drift. Of any values.
 */
final class PageHinkleyDetector implements DriftDetector {
  private final DriftSpec.PageHinkley spec;
  private long n;
  private double mean;
  private double sum;

  PageHinkleyDetector(DriftSpec.PageHinkley spec) {
    this.spec = spec;
  }

  @Override
  public DriftResult add(double value) {
    n++;
    mean += (value - mean) / n;
    sum = Math.max(0, spec.fading() * sum + value - mean - spec.delta());
    if (n < spec.minExamples() || sum < spec.threshold()) {
      return DriftResult.STABLE;
    }
    n = 0;
    mean = 0;
    sum = 0;
    return DriftResult.DRIFT;
  }

  /** Version 1: int64 n, float64 mean, float64 sum. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    out.writeLong(n);
    out.writeDouble(mean);
    out.writeDouble(sum);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("page-hinkley", in);
    n = in.readLong();
    mean = in.readDouble();
    sum = in.readDouble();
  }
}
