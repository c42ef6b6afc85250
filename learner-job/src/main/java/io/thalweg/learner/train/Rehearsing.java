package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.model.Experts;
import io.thalweg.model.ModelSpec;

/** How drawn rows take part in a step. Confined to one thread. */
interface Rehearsing {
  /**
   * Fills the step's gradient, its logits of the fresh rows first.
   *
   * @param fresh rows that are encoded and not standardized yet
   * @param wanted rows of each draw
   * @return the loss
   */
  double gradient(int fresh, int wanted);

  /** Drawn rows that the last gradient is of. */
  int drawn();

  static Rehearsing of(
      ModelSpec spec,
      TrainingConfig config,
      Gradients gradients,
      Experience experience,
      StepRows at) {
    Rehearsal rehearsal = config.strategy().rehearsal();
    int parameters = at.gradient.length;
    if (rehearsal instanceof Rehearsal.AveragedGradient) {
      StepRows memory = new StepRows(spec, Math.max(1, config.maxReplayed()), parameters);
      return new ProjectedStep(gradients, experience, at, memory);
    } else if (rehearsal instanceof Rehearsal.MaximalInterference mir) {
      StepRows candidates = new StepRows(spec, Math.max(1, config.maxDrawn()), parameters);
      float rate = config.optimizer().learningRate();
      return new InterferedStep(gradients, experience, at, candidates, mir, rate);
    } else if (rehearsal instanceof Rehearsal.DarkExperience dark) {
      return new DarkStep(gradients, experience, at, dark, Math.max(1, config.maxReplayed()));
    }
    return spec.architecture() instanceof Experts
        ? new RoutedStep(gradients, experience, at, Math.max(1, config.maxReplayed()))
        : new MixedStep(gradients, experience, at);
  }
}
