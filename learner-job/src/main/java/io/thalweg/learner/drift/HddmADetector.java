package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HDDM, A-test (Frias-Blanco et al. 2015): the mean z of all n values since the last drift against
 * the mean x of the first m, m being where mean plus Hoeffding's bound was least. It has risen if
 *
 * <pre>
 *   z - x >= sqrt((n - m) / (2 n m) ln(2/confidence))
 * </pre>
 *
 * Of values from 0 to 1.
 */
final class HddmADetector implements DriftDetector {
  private final DriftSpec.HddmA spec;
  private long n;
  private double mean;
  private long cutN;
  private double cutMean;

  HddmADetector(DriftSpec.HddmA spec) {
    this.spec = spec;
  }

  @Override
  public DriftResult add(double value) {
    n++;
    mean += (value - mean) / n;
    if (cutN == 0 || mean + bound(n) <= cutMean + bound(cutN)) {
      cutN = n;
      cutMean = mean;
    }
    if (hasRisen(spec.driftConfidence())) {
      n = 0;
      mean = 0;
      cutN = 0;
      return DriftResult.DRIFT;
    }
    return hasRisen(spec.warningConfidence()) ? DriftResult.WARNING : DriftResult.STABLE;
  }

  private double bound(long count) {
    return Math.sqrt(Math.log(1 / spec.driftConfidence()) / (2.0 * count));
  }

  private boolean hasRisen(double confidence) {
    if (n == cutN) {
      return false;
    }
    double share = (double) (n - cutN) / cutN / n;
    return mean - cutMean >= Math.sqrt(share / 2 * Math.log(2 / confidence));
  }

  /** Version 1: int64 n, float64 mean, int64 n of the cut, float64 its mean. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    out.writeLong(n);
    out.writeDouble(mean);
    out.writeLong(cutN);
    out.writeDouble(cutMean);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("hddm-a", in);
    n = in.readLong();
    mean = in.readDouble();
    cutN = in.readLong();
    cutMean = in.readDouble();
  }
}
