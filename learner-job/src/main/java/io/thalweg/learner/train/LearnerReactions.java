package io.thalweg.learner.train;

import io.thalweg.learner.drift.Reactions;

/** What a drift does to replay and optimizer. Confined to the learner's thread. */
record LearnerReactions(Experience experience, Candidate champion) implements Reactions {
  @Override
  public void forgetBefore(long eventTimeMillis) {
    experience.forgetBefore(eventTimeMillis);
  }

  @Override
  public void boostLearningRate(double factor, long examples) {
    TrainingConfig config = champion.spec().training();
    double gradients = (double) examples * config.replaySteps() / config.batch();
    long steps = (long) Math.ceil(gradients / config.descent().accumulate());
    champion.descent().learningRate().boost(factor, Math.max(1, steps));
  }

  @Override
  public void restartLearningRate() {
    champion.descent().learningRate().restart();
  }
}
