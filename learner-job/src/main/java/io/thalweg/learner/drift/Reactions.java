package io.thalweg.learner.drift;

/** What a learner does at once when it hears of a drift. */
public interface Reactions {
  /** Replay forgets what happened before. */
  void forgetBefore(long eventTimeMillis);

  /** The learning rate is multiplied for as many steps as so many examples fill. */
  void boostLearningRate(double factor, long examples);

  /** The learning rate's schedule begins anew. */
  void restartLearningRate();
}
