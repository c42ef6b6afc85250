package io.thalweg.replay;

import java.time.Duration;

/** How rows are drawn, with replacement. */
public sealed interface Selection {
  Uniform UNIFORM = new Uniform();

  /** Every stored row equally likely. */
  record Uniform() implements Selection {}

  /**
   * In proportion to {@code (|priority| + epsilon)^alpha} (Schaul et al. 2016, "Prioritized
   * experience replay"); a row that was not drawn yet has the largest priority so far.
   */
  record Prioritized(double alpha, double epsilon) implements Selection {}

  /** In proportion to 2 to the power of minus age over half-life, by event time. */
  record RecencyWeighted(Duration halfLife) implements Selection {}
}
