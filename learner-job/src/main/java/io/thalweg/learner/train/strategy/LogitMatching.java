package io.thalweg.learner.train.strategy;

/**
 * The mean squared distance of some rows' logits from stored ones (Buzzega et al. 2020, equation
 * 5): over rows and logits, each row times its weight. A logit that is stored as NaN wasn't there
 * yet and has no part in it. Stateless.
 */
public final class LogitMatching {
  /**
   * Adds the term's gradient and returns the term.
   *
   * @param factor of the whole term
   * @param stored float32, (rows, outputs)
   * @param weights float32, (rows)
   * @param logits float32, of the whole step
   * @param from which row of the step is the first of {@code stored}
   * @param gradient d(loss)/d(logit) of the whole step, added to
   */
  public static double add(
      double factor,
      float[] stored,
      float[] weights,
      int rows,
      int outputs,
      float[] logits,
      int from,
      float[] gradient) {
    int values = 0;
    for (int i = 0; i < rows * outputs; i++) {
      values += Float.isNaN(stored[i]) ? 0 : 1;
    }
    double sum = 0;
    for (int i = 0; i < rows * outputs; i++) {
      if (!Float.isNaN(stored[i])) {
        int at = from * outputs + i;
        double weight = weights[i / outputs];
        double d = logits[at] - stored[i];
        sum += weight * d * d;
        gradient[at] += (float) (factor * weight * 2 * d / values);
      }
    }
    return values == 0 ? 0 : factor * sum / values;
  }

  private LogitMatching() {}
}
