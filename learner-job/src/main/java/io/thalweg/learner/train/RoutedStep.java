package io.thalweg.learner.train;

import java.util.Arrays;

/** As {@link MixedStep}, over the fresh rows and those drawn ones that are of the same regime. */
final class RoutedStep implements Rehearsing {
  private final Gradients gradients;
  private final Experience experience;
  private final StepRows at;
  private final float[] marks;
  private int drawn;

  RoutedStep(Gradients gradients, Experience experience, StepRows at, int rows) {
    this.gradients = gradients;
    this.experience = experience;
    this.at = at;
    this.marks = new float[rows];
  }

  @Override
  public double gradient(int fresh, int wanted) {
    drawn = experience.draw(0, wanted);
    int rows = fresh + drawn;
    at.encode(experience.rowsView(0), drawn, fresh);
    Arrays.fill(at.weights, 0, fresh, 1);
    experience.weigh(0, at.weights, fresh, drawn);
    leaveOut(fresh);
    at.standardize(gradients.standardization(), rows);
    double loss = gradients.of(at, fresh, rows, null);
    experience.tell(0, gradients.loss(), at.logits, at.targets, fresh, drawn);
    return loss;
  }

  /** Rows of other regimes weigh nothing, and the mean is over the others. */
  private void leaveOut(int fresh) {
    experience.marks(0, drawn, marks);
    int others = 0;
    for (int i = 0; i < drawn; i++) {
      if (!gradients.experts().learns(marks[i])) {
        at.weights[fresh + i] = 0;
        others++;
      }
    }
    int rows = fresh + drawn;
    for (int i = 0; i < rows && others > 0; i++) {
      at.weights[i] *= (float) rows / (rows - others);
    }
  }

  @Override
  public int drawn() {
    return drawn;
  }
}
