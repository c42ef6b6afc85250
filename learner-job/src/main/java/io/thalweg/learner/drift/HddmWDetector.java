package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HDDM, W-test (Frias-Blanco et al. 2015): the exponentially weighted mean up to the cut, where
 * mean plus McDiarmid's bound was least, against that of the values since. It has risen if the
 * second exceeds the first by more than
 *
 * <pre>
 *   sqrt((w1 + w2)/2 ln(1/confidence))
 * </pre>
 *
 * with w the sum of squared weights of each. Of values from 0 to 1.
 */
final class HddmWDetector implements DriftDetector {
  private final DriftSpec.HddmW spec;
  private Ewma all = Ewma.NONE;
  private Ewma before = Ewma.NONE;
  private Ewma since = Ewma.NONE;
  private double least = Double.POSITIVE_INFINITY;

  /**
   * An exponentially weighted mean.
   *
   * @param squares sum of the squared weights; 0 before the first value
   */
  private record Ewma(double mean, double squares) {
    static final Ewma NONE = new Ewma(0, 0);

    Ewma plus(double value, double lambda) {
      if (squares == 0) {
        return new Ewma(value, 1);
      }
      double rest = 1 - lambda;
      return new Ewma(rest * mean + lambda * value, rest * rest * squares + lambda * lambda);
    }
  }

  HddmWDetector(DriftSpec.HddmW spec) {
    this.spec = spec;
  }

  @Override
  public DriftResult add(double value) {
    all = all.plus(value, spec.lambda());
    double now = all.mean() + bound(all.squares(), spec.driftConfidence());
    if (now < least) {
      least = now;
      before = all;
      since = Ewma.NONE;
    } else {
      since = since.plus(value, spec.lambda());
    }
    if (hasRisen(spec.driftConfidence())) {
      all = Ewma.NONE;
      before = Ewma.NONE;
      since = Ewma.NONE;
      least = Double.POSITIVE_INFINITY;
      return DriftResult.DRIFT;
    }
    return hasRisen(spec.warningConfidence()) ? DriftResult.WARNING : DriftResult.STABLE;
  }

  private static double bound(double squares, double confidence) {
    return Math.sqrt(squares / 2 * Math.log(1 / confidence));
  }

  private boolean hasRisen(double confidence) {
    return since.squares() > 0
        && since.mean() - before.mean() > bound(before.squares() + since.squares(), confidence);
  }

  /** Version 1: mean and squares of all, before and since; the least sum; float64 each. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    for (Ewma e : new Ewma[] {all, before, since}) {
      out.writeDouble(e.mean());
      out.writeDouble(e.squares());
    }
    out.writeDouble(least);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("hddm-w", in);
    all = new Ewma(in.readDouble(), in.readDouble());
    before = new Ewma(in.readDouble(), in.readDouble());
    since = new Ewma(in.readDouble(), in.readDouble());
    least = in.readDouble();
  }
}
