package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.Interference;
import io.thalweg.learner.train.strategy.Rehearsal.MaximalInterference;
import java.util.Arrays;

/**
 * See {@link MaximalInterference}. The step that is only tried is one of plain gradient descent at
 * the optimizer's learning rate.
 */
final class InterferedStep implements Rehearsing {
  private final Gradients gradients;
  private final Experience experience;
  private final StepRows at;
  private final StepRows candidates;
  private final MaximalInterference spec;
  private final float learningRate;
  private int drawn;

  InterferedStep(
      Gradients gradients,
      Experience experience,
      StepRows at,
      StepRows candidates,
      MaximalInterference spec,
      float learningRate) {
    this.gradients = gradients;
    this.experience = experience;
    this.at = at;
    this.candidates = candidates;
    this.spec = spec;
    this.learningRate = learningRate;
  }

  @Override
  public double gradient(int fresh, int wanted) {
    Arrays.fill(at.weights, 0, fresh, 1);
    at.standardize(gradients.standardization(), fresh);
    int offered = experience.draw(0, spec.candidates() * wanted);
    drawn = offered == 0 ? 0 : choose(fresh, offered, wanted);
    return gradients.of(at, fresh, fresh + drawn, null);
  }

  private int choose(int fresh, int offered, int wanted) {
    candidates.encode(experience.rowsView(0), offered, 0);
    experience.weigh(0, candidates.weights, 0, offered);
    candidates.standardize(gradients.standardization(), offered);
    double[] before = gradients.losses(candidates, offered, gradients.parameters());
    experience.tell(0, gradients.loss(), candidates.logits, candidates.targets, 0, offered);
    gradients.plain(at, fresh);
    float[] tried = gradients.parameters().clone();
    for (int i = 0; i < tried.length; i++) {
      tried[i] -= learningRate * at.gradient[i];
    }
    double[] after = gradients.losses(candidates, offered, tried);
    gradients.reload();
    int[] chosen = Interference.most(before, after, offered, wanted);
    for (int i = 0; i < chosen.length; i++) {
      at.copy(candidates, chosen[i], fresh + i);
    }
    return chosen.length;
  }

  @Override
  public int drawn() {
    return drawn;
  }
}
