package io.thalweg.learner.train;

import io.thalweg.model.feature.Standardization;
import io.thalweg.model.optimize.Descent;

/**
 * A model that learns, champion or challenger: weights, optimizer, strategy and engine of its own;
 * rows, statistics and the replay table it shares. Confined to one thread.
 */
final class Candidate implements AutoCloseable {
  private final CandidateSpec spec;
  private final GradientEngine engine;
  private final Experience experience;
  private final AveragedWeights weights;
  private final Descent descent;
  private final ExpertMoments moments;
  private final TrainingStep training;

  /** Takes engine and experience over, and loads the weights. */
  Candidate(
      CandidateSpec spec,
      GradientEngine engine,
      Experience experience,
      AveragedWeights weights,
      Standardization standardization) {
    this.spec = spec;
    this.engine = engine;
    this.experience = experience;
    this.weights = weights;
    TrainingConfig config = spec.training();
    this.descent =
        new Descent(config.optimizer(), config.descent(), spec.model().parameterLayout());
    this.moments = new ExpertMoments(descent, weights.experts());
    this.training =
        new TrainingStep(
            spec.model(), config, engine, experience, weights, standardization, descent);
    engine.load(weights.parameters());
  }

  CandidateSpec spec() {
    return spec;
  }

  GradientEngine engine() {
    return engine;
  }

  Experience experience() {
    return experience;
  }

  AveragedWeights weights() {
    return weights;
  }

  Descent descent() {
    return descent;
  }

  TrainingStep training() {
    return training;
  }

  /** The rows of its step, of which the first are the fresh ones. */
  StepRows rows() {
    return training.rows();
  }

  HeldOn held() {
    return training.held();
  }

  /** The engine has the weights again, which somebody else has moved. */
  void reload() {
    engine.load(weights.parameters());
  }

  /** A round has been taken over. */
  void roundTaken() {
    moments.roundTaken();
  }

  /** The optimizer's, a copy. */
  OptimizerState optimizer() {
    return new OptimizerState(moments.toState());
  }

  /** Goes on with a copy of an optimizer's state, after the weights have theirs. */
  void restore(OptimizerState optimizer) {
    moments.restore(optimizer.descent());
  }

  void restore(WeightsState weightsState, OptimizerState optimizer, StrategyState strategy) {
    if (weightsState.parameters().length != weights.parameters().length) {
      throw new IllegalStateException(
          "the checkpoint holds a challenger '%s' of %d parameters, the pipeline's has %d; restore its settings, or give it another name"
              .formatted(
                  spec.name(), weightsState.parameters().length, weights.parameters().length));
    }
    weights.restore(weightsState);
    restore(optimizer);
    held().restore(strategy);
    reload();
  }

  @Override
  public void close() {
    try (experience) {
      engine.close();
    }
  }
}
