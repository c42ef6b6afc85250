package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Compares one window after the other with a reference, which is the first values since the start
 * or the last drift. Values that are not numbers are passed over.
 */
final class WindowDetector implements DriftDetector {
  /** A statistic of two samples. Thread-safe. */
  interface Comparison {
    /** Of ascending values. */
    DriftResult compare(float[] reference, float[] window);
  }

  private final Comparison comparison;
  private final float[] reference;
  private final float[] window;
  private int referenceSize;
  private int windowSize;

  WindowDetector(int reference, int window, Comparison comparison) {
    this.comparison = comparison;
    this.reference = new float[reference];
    this.window = new float[window];
  }

  @Override
  public DriftResult add(double value) {
    if (Double.isNaN(value)) {
      return DriftResult.STABLE;
    }
    if (referenceSize < reference.length) {
      reference[referenceSize++] = (float) value;
      if (referenceSize == reference.length) {
        Arrays.sort(reference);
      }
      return DriftResult.STABLE;
    }
    window[windowSize++] = (float) value;
    if (windowSize < window.length) {
      return DriftResult.STABLE;
    }
    windowSize = 0;
    Arrays.sort(window);
    DriftResult result = comparison.compare(reference, window);
    if (result instanceof DriftResult.Drift) {
      referenceSize = 0;
    }
    return result;
  }

  /** Version 1: reference, window. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    Floats.write(out, reference, referenceSize);
    Floats.write(out, window, windowSize);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("a window against its reference", in);
    referenceSize = Floats.read(in, reference);
    windowSize = Floats.read(in, window);
  }
}
