package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.StrategySpec.Offering;

/**
 * The champion's step with a batch of fresh rows, then its challengers': predict, offer to replay,
 * add replayed rows, descend. Confined to one thread.
 */
final class BatchStep {
  private final int replaySteps;
  private final Contest contest;
  private final Experience experience;
  private final FreshRows fresh;
  private final Offers offers;
  private final Testing testing;
  private final ParityRows parity;
  private long steps;
  private long examplesReplayed;

  BatchStep(
      int replaySteps,
      Contest contest,
      Experience experience,
      FreshRows fresh,
      Offers offers,
      Testing testing,
      ParityRows parity) {
    this.replaySteps = replaySteps;
    this.contest = contest;
    this.experience = experience;
    this.fresh = fresh;
    this.offers = offers;
    this.testing = testing;
    this.parity = parity;
  }

  /** The champion's so far, whoever was champion. */
  long steps() {
    return steps;
  }

  long examplesReplayed() {
    return examplesReplayed;
  }

  void restore(long stepsThen, long replayedThen) {
    steps = stepsThen;
    examplesReplayed = replayedThen;
  }

  /** Learns the first of the fresh rows, and leaves them there. */
  void learn(int freshRows) {
    Candidate champion = contest.champion();
    Challengers challengers = contest.challengers();
    Figures figures = testing.figures();
    long learned = figures.counts().examples();
    double replayFactor = figures.drift().replayFactor();
    long first = steps;
    boolean challenged = challengers.learn(first / replaySteps);
    TrainingStep training = champion.training();
    TrainingConfig config = champion.spec().training();
    int replayed = config.replayed(learned, freshRows, replayFactor);
    for (int i = 0; i < replaySteps; i++) {
      training.rows().encode(fresh, freshRows);
      if (i == 0) {
        parity.remember(training.rows().dense, freshRows);
        offers.make(config, Offering.BEFORE_DRAW, fresh, freshRows);
      }
      champion.engine().beginStep(steps);
      double loss = training.gradient(freshRows, replayed);
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            loss, steps + 1, config.optimizer(), champion.descent().learningRate().rate());
      }
      steps++;
      examplesReplayed += training.drawn();
      if (i == 0) {
        training.probe(freshRows);
        if (challenged) {
          challengers.champion(training.rows(), freshRows);
        }
        offers.note(training.rows().logits, freshRows, champion.weights().outputs());
        testing.report(
            training, fresh, freshRows, steps, new LearnerReactions(experience, champion));
        training.observe(freshRows);
      }
      training.step();
    }
    if (challenged) {
      challengers.step(fresh, freshRows, first, learned, replayFactor);
    }
    offers.make(config, Offering.AFTER_STEP, fresh, freshRows);
    champion.held().learned(freshRows, champion.weights());
    champion.weights().learned(freshRows);
  }
}
