package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.GradientProjection;
import java.util.Arrays;

/** See {@link io.thalweg.learner.train.strategy.Rehearsal.AveragedGradient}. */
final class ProjectedStep implements Rehearsing {
  private final Gradients gradients;
  private final Experience experience;
  private final StepRows at;
  private final StepRows memory;
  private int drawn;

  ProjectedStep(Gradients gradients, Experience experience, StepRows at, StepRows memory) {
    this.gradients = gradients;
    this.experience = experience;
    this.at = at;
    this.memory = memory;
  }

  @Override
  public double gradient(int fresh, int wanted) {
    Arrays.fill(at.weights, 0, fresh, 1);
    at.standardize(gradients.standardization(), fresh);
    double loss = gradients.of(at, fresh, fresh, null);
    drawn = experience.draw(0, wanted);
    if (drawn > 0) {
      memory.encode(experience.rowsView(0), drawn, 0);
      experience.weigh(0, memory.weights, 0, drawn);
      memory.standardize(gradients.standardization(), drawn);
      gradients.plain(memory, drawn);
      GradientProjection.project(at.gradient, memory.gradient);
      experience.tell(0, gradients.loss(), memory.logits, memory.targets, 0, drawn);
    }
    return loss;
  }

  @Override
  public int drawn() {
    return drawn;
  }
}
