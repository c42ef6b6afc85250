package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * DDM (Gama, Medas, Castillo, Rodrigues 2004): with p the error rate since the last drift and s its
 * standard deviation sqrt(p(1-p)/n), it warns at p + s > pmin + 2 smin and tells a drift at pmin +
 * 3 smin, pmin and smin those at which p + s was least. Of values 0 and 1.
 */
final class DdmDetector implements DriftDetector {
  private final DriftSpec.Ddm spec;
  private long n;
  private double rate;
  private double least = Double.POSITIVE_INFINITY;
  private double leastRate;
  private double leastDeviation;

  DdmDetector(DriftSpec.Ddm spec) {
    this.spec = spec;
  }

  @Override
  public DriftResult add(double value) {
    n++;
    rate += (value - rate) / n;
    double deviation = Math.sqrt(Math.max(0, rate * (1 - rate)) / n);
    if (n <= spec.minExamples()) {
      return DriftResult.STABLE;
    }
    double now = rate + deviation;
    if (now <= least) {
      least = now;
      leastRate = rate;
      leastDeviation = deviation;
    }
    if (now > leastRate + spec.drift() * leastDeviation) {
      n = 0;
      rate = 0;
      least = Double.POSITIVE_INFINITY;
      return DriftResult.DRIFT;
    }
    return now > leastRate + spec.warning() * leastDeviation
        ? DriftResult.WARNING
        : DriftResult.STABLE;
  }

  /** Version 1: int64 n; float64 rate, least sum, its rate, its deviation. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    out.writeLong(n);
    out.writeDouble(rate);
    out.writeDouble(least);
    out.writeDouble(leastRate);
    out.writeDouble(leastDeviation);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("ddm", in);
    n = in.readLong();
    rate = in.readDouble();
    least = in.readDouble();
    leastRate = in.readDouble();
    leastDeviation = in.readDouble();
  }
}
