package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.LogitMatching;
import io.thalweg.learner.train.strategy.Rehearsal.DarkExperience;
import java.util.Arrays;

/** See {@link DarkExperience}. All of it is one batch, in which rows weigh what their term does. */
final class DarkStep implements Rehearsing {
  private final Gradients gradients;
  private final Experience experience;
  private final StepRows at;
  private final DarkExperience spec;
  private final float[] stored;
  private final float[] matchedWeights;
  private int drawn;

  DarkStep(Gradients gradients, Experience experience, StepRows at, DarkExperience spec, int rows) {
    this.gradients = gradients;
    this.experience = experience;
    this.at = at;
    this.spec = spec;
    this.stored = new float[rows * gradients.outputs()];
    this.matchedWeights = new float[rows];
  }

  @Override
  public double gradient(int fresh, int wanted) {
    int matched = draw(0, fresh, wanted);
    int repeated = spec.draws() == 2 ? draw(1, fresh + matched, wanted) : 0;
    drawn = matched + repeated;
    int rows = fresh + drawn;
    at.standardize(gradients.standardization(), rows);
    experience.logits(0, matched, stored);
    System.arraycopy(at.weights, fresh, matchedWeights, 0, matched);
    // The head's loss is a mean over all rows: fresh and repeated ones take a mean of their own.
    Arrays.fill(at.weights, 0, fresh, (float) rows / fresh);
    Arrays.fill(at.weights, fresh, fresh + matched, 0);
    for (int i = rows - repeated; i < rows; i++) {
      at.weights[i] *= (float) (spec.beta() * rows / repeated);
    }
    double loss =
        gradients.of(
            at,
            fresh,
            rows,
            (logits, gradient) ->
                LogitMatching.add(
                    spec.alpha(),
                    stored,
                    matchedWeights,
                    matched,
                    gradients.outputs(),
                    logits,
                    fresh,
                    gradient));
    experience.tell(0, gradients.loss(), at.logits, at.targets, fresh, matched);
    if (repeated > 0) {
      experience.tell(1, gradients.loss(), at.logits, at.targets, fresh + matched, repeated);
    }
    return loss;
  }

  private int draw(int draw, int to, int wanted) {
    int rows = experience.draw(draw, wanted);
    at.encode(experience.rowsView(draw), rows, to);
    experience.weigh(draw, at.weights, to, rows);
    return rows;
  }

  @Override
  public int drawn() {
    return drawn;
  }
}
