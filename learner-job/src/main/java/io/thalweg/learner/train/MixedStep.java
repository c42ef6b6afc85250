package io.thalweg.learner.train;

import java.util.Arrays;

/** One loss over fresh and drawn rows. */
final class MixedStep implements Rehearsing {
  private final Gradients gradients;
  private final Experience experience;
  private final StepRows at;
  private int drawn;

  MixedStep(Gradients gradients, Experience experience, StepRows at) {
    this.gradients = gradients;
    this.experience = experience;
    this.at = at;
  }

  @Override
  public double gradient(int fresh, int wanted) {
    drawn = experience.draw(0, wanted);
    at.encode(experience.rowsView(0), drawn, fresh);
    Arrays.fill(at.weights, 0, fresh, 1);
    experience.weigh(0, at.weights, fresh, drawn);
    at.standardize(gradients.standardization(), fresh + drawn);
    double loss = gradients.of(at, fresh, fresh + drawn, null);
    experience.tell(0, gradients.loss(), at.logits, at.targets, fresh, drawn);
    return loss;
  }

  @Override
  public int drawn() {
    return drawn;
  }
}
