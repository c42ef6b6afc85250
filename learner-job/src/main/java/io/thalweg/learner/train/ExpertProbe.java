package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.ExpertLayout;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.ModelSpec;
import java.util.Arrays;

/**
 * Asks every expert what it would have said of fresh rows, and notes what that would have cost. The
 * engine has the learning model again afterwards. Confined to one thread.
 */
final class ExpertProbe {
  private final GradientEngine engine;
  private final AveragedWeights weights;
  private final int outputs;
  private final boolean drops;
  private final float[] logits;

  ExpertProbe(ModelSpec spec, GradientEngine engine, AveragedWeights weights, int rows) {
    this.engine = engine;
    this.weights = weights;
    this.outputs = spec.head().outputs();
    this.drops = spec.drops();
    this.logits = new float[weights.experts().layout().count() == 0 ? 0 : rows * outputs];
  }

  /**
   * Looks at the first rows of a batch.
   *
   * @param at holds their logits, of a step in which the chosen expert made them
   */
  void look(StepRows at, int fresh, Loss loss) {
    RoutedExperts experts = weights.experts();
    if (experts.layout().count() == 0) {
      return;
    }
    double[][] losses = new double[fresh][experts.layout().count()];
    for (double[] row : losses) {
      Arrays.fill(row, Double.NaN);
    }
    for (int e = 0; e < experts.known(); e++) {
      answer(at, fresh, e);
      for (int i = 0; i < fresh; i++) {
        losses[i][e] = loss.ofRow(logits, at.targets, i);
      }
    }
    engine.load(weights.parameters());
    for (double[] row : losses) {
      experts.sums().add(row, experts.chosen());
    }
  }

  private void answer(StepRows at, int fresh, int expert) {
    int chosen = weights.experts().chosen();
    if (expert == chosen && !drops) {
      System.arraycopy(at.logits, 0, logits, 0, fresh * outputs);
      return;
    }
    ExpertLayout layout = weights.experts().layout();
    float[] parameters = weights.parameters();
    layout.choose(expert, parameters);
    engine.load(parameters);
    engine.forward(at.dense, fresh, logits);
    layout.choose(chosen, parameters);
  }
}
