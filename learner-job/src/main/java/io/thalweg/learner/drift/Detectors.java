package io.thalweg.learner.drift;

/** Makes detectors. */
public final class Detectors {
  private Detectors() {}

  /** One that says so whichever way the values change. */
  public static DriftDetector open(DriftSpec spec) {
    return open(spec, Direction.ANY);
  }

  /**
   * One for values of which only a rise is bad. Those of the error rate see rises only, whatever is
   * asked for, as do Page-Hinkley's.
   */
  public static DriftDetector open(DriftSpec spec, Direction direction) {
    if (spec instanceof DriftSpec.Adwin s) {
      return new AdwinDetector(s, direction);
    } else if (spec instanceof DriftSpec.Ddm s) {
      return new DdmDetector(s);
    } else if (spec instanceof DriftSpec.HddmA s) {
      return new HddmADetector(s);
    } else if (spec instanceof DriftSpec.HddmW s) {
      return new HddmWDetector(s);
    } else if (spec instanceof DriftSpec.PageHinkley s) {
      return new PageHinkleyDetector(s);
    } else if (spec instanceof DriftSpec.Kswin s) {
      return new KswinDetector(s, direction);
    } else if (spec instanceof DriftSpec.Psi s) {
      return new WindowDetector(s.reference(), s.window(), new StabilityIndex(s));
    } else if (spec instanceof DriftSpec.Ks s) {
      return new WindowDetector(s.reference(), s.window(), new KolmogorovSmirnov(s.alpha()));
    } else if (spec instanceof DriftSpec.ChiSquare s) {
      return new WindowDetector(s.reference(), s.window(), new ChiSquareTest(s.alpha()));
    }
    throw new IllegalArgumentException("no detector for " + spec);
  }

  /** Which changes of the mean count. */
  public enum Direction {
    ANY,
    UP
  }
}
