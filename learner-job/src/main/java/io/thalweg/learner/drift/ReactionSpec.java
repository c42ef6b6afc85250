package io.thalweg.learner.drift;

import java.io.Serializable;

/**
 * What a drift changes, and for how long. Immutable.
 *
 * @param replay of replayed rows beside each fresh example
 * @param learningRate of the optimizer's steps
 * @param schedule of the learning rate
 * @param keepExamples replayed rows that are older than so many examples are forgotten; 0 for none
 * @param roundsFactor of the examples between two rounds, until it has recovered
 * @param releases until it has recovered
 */
public record ReactionSpec(
    Change replay,
    Change learningRate,
    Schedule schedule,
    int keepExamples,
    double roundsFactor,
    Releases releases,
    Recovery recovery)
    implements Serializable {
  public static final ReactionSpec NONE =
      new ReactionSpec(
          Change.NONE, Change.NONE, Schedule.GO_ON, 0, 1, Releases.GO_ON, Recovery.DEFAULT);

  /** A quantity that is another for a while. */
  public record Change(double factor, long examples) implements Serializable {
    public static final Change NONE = new Change(1, 0);
  }

  /** Where the learning rate's schedule goes on. */
  public enum Schedule {
    GO_ON,
    RESTART
  }

  /** Whether versions are released. */
  public enum Releases {
    GO_ON,
    HOLD
  }

  /**
   * When a drift is over.
   *
   * @param window the error's mean is taken over about so many examples, and over ten times as many
   *     while nothing drifts
   * @param tolerance the mean may be so much higher than before, as a share of that
   * @param atMostExamples after so many it is over in any case
   */
  public record Recovery(int window, double tolerance, long atMostExamples)
      implements Serializable {
    public static final Recovery DEFAULT = new Recovery(500, 0.2, 20_000);
  }
}
