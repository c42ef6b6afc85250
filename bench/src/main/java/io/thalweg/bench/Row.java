package io.thalweg.bench;

import java.util.Optional;

/** One line of a report. */
public sealed interface Row {
  /** Unit of what lies around 0 and 1, of which four digits count. */
  String SHARE = "share";

  String name();

  /** False only where something was measured and misses its goal. */
  boolean acceptable();

  static Row measured(String name, double value, String unit, Goal goal) {
    return new Measured(name, value, unit, Optional.empty(), goal);
  }

  static Row measured(String name, double value, String unit, Reference reference, Goal goal) {
    return new Measured(name, value, unit, Optional.of(reference), goal);
  }

  static Row skipped(String name, String why) {
    return new Skipped(name, why);
  }

  /**
   * A figure. Immutable.
   *
   * @param reference absent where the goal is a figure of its own
   */
  record Measured(String name, double value, String unit, Optional<Reference> reference, Goal goal)
      implements Row {
    public Measured {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "a measured value must be finite: row=%s, value=%s".formatted(name, value));
      }
    }

    /** Value over reference, or the value itself where there is none: what the goal bounds. */
    public double ratio() {
      return reference.map(r -> value / r.value()).orElse(value);
    }

    public boolean holds() {
      return goal.holds(ratio());
    }

    @Override
    public boolean acceptable() {
      return holds();
    }
  }

  /** What this machine has not the means to measure. Immutable. */
  record Skipped(String name, String why) implements Row {
    @Override
    public boolean acceptable() {
      return true;
    }
  }
}
