package io.thalweg.replay.select;

import java.time.Duration;
import java.util.function.IntToLongFunction;

/** The weights that this platform knows. */
public final class WeightedSelection {
  private WeightedSelection() {}

  /**
   * Weight (priority + epsilon)^alpha; a new row has the largest priority so far, 1 at first. This
   * is the proportional variant of T. Schaul, J. Quan, I. Antonoglou, D. Silver, "Prioritized
   * experience replay", ICLR 2016.
   *
   * @param alpha 0 (uniform) to 1 (in proportion to priority)
   * @param epsilon &gt; 0, keeps rows of priority 0 in reach
   */
  public static Weights prioritized(int slots, double alpha, double epsilon) {
    return new PriorityWeights(slots, alpha, epsilon);
  }

  /**
   * Weight 2^(time / halfLife) by event time: of two rows the one that is older by {@code halfLife}
   * is drawn half as often. Rows may come in any order of time. A row that is 1,000 half-lives
   * behind the others weighs no less than at 1,000: it stays in reach.
   *
   * @param timeMillis the time of the row in a slot; asked within {@code draw}, {@code probability}
   *     and {@code total} for the slots that hold rows, when weights are computed anew
   */
  public static Weights recencyWeighted(
      int slots, Duration halfLife, IntToLongFunction timeMillis) {
    return new RecencyWeights(slots, halfLife, timeMillis);
  }
}
