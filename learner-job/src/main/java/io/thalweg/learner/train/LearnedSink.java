package io.thalweg.learner.train;

import io.thalweg.model.feature.LabelSet;

/** Is told of every example that a step has used as a fresh one, or that was left out. */
@FunctionalInterface
public interface LearnedSink {
  /** The step of what was left out by {@link NegativeSampling}, which no score was made for. */
  long LEFT_OUT = 0;

  /**
   * An example was learned.
   *
   * @param label class index, value, or how many labels hold
   * @param labels which of them hold; absent where labels are no sets
   * @param score what was predicted for it before: the probability of class 1, the most probable
   *     class, how many labels hold, or the value; NaN if it was left out
   * @param step from 1 on, or {@link #LEFT_OUT}
   */
  void learned(String id, float label, LabelSet labels, float score, long step);
}
