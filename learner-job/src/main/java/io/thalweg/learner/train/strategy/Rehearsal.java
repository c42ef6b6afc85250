package io.thalweg.learner.train.strategy;

import java.io.Serializable;

/** What the replayed rows of a step are for. Immutable. */
public sealed interface Rehearsal extends Serializable {
  /** Draws of a step, each of as many rows, independent of one another. */
  default int draws() {
    return 1;
  }

  /** Rows that are drawn for each one that is trained on. */
  default int candidates() {
    return 1;
  }

  /** Whether every stored row has the logits beside it that its first step began with. */
  default boolean storesLogits() {
    return false;
  }

  /**
   * One loss over fresh and replayed rows: experience replay (Chaudhry et al., "On tiny episodic
   * memories in continual learning", 2019).
   */
  record ExperienceReplay() implements Rehearsal {}

  /**
   * Loss of the fresh rows, plus {@code alpha} times the mean squared distance of a draw's logits
   * from the stored ones, plus {@code beta} times the loss of a second draw: DER++ (Buzzega et al.,
   * "Dark experience for general continual learning", 2020); with a beta of 0 there is no second
   * draw, and it is DER.
   */
  record DarkExperience(double alpha, double beta) implements Rehearsal {
    public DarkExperience {
      Limits.requireNotNegative("alpha", alpha);
      Limits.requireNotNegative("beta", beta);
    }

    @Override
    public int draws() {
      return beta > 0 ? 2 : 1;
    }

    @Override
    public boolean storesLogits() {
      return true;
    }
  }

  /**
   * The replayed rows only say in which directions their loss grows, and the fresh rows' gradient
   * is turned out of them: A-GEM (Chaudhry et al., "Efficient lifelong learning with A-GEM", 2019).
   */
  record AveragedGradient() implements Rehearsal {}

  /**
   * As experience replay, with those of {@code candidates} times as many rows whose loss a step on
   * the fresh rows alone would raise most: MIR (Aljundi et al., "Online continual learning with
   * maximally interfered retrieval", 2019).
   */
  record MaximalInterference(int candidates) implements Rehearsal {
    public MaximalInterference {
      if (candidates < 2) {
        throw new IllegalArgumentException(
            "candidates=%d, want 2 or more for each row".formatted(candidates));
      }
    }
  }
}
