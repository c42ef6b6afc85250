package io.thalweg.learner.train.strategy;

/**
 * What a step's first rows lose of a teacher's answers: the cross-entropy of the two softmaxes at a
 * temperature T, without the teacher's own entropy and times T^2 (Hinton, Vinyals and Dean 2015; Li
 * and Hoiem 2016). Of a model whose logits are no softmax, half the squared distance. Stateless.
 */
public final class Distillation {
  /**
   * Adds the term's gradient and returns the term, the mean over {@code rows}.
   *
   * @param factor of the whole term
   * @param teacher logits, float32, (rows, outputs)
   * @param known how many of the outputs the teacher had; of the others nothing is asked
   * @param logits float32, of the whole step
   * @param gradient d(loss)/d(logit) of the whole step, added to
   */
  public static double add(
      double factor,
      double temperature,
      float[] teacher,
      int rows,
      int outputs,
      int known,
      float[] logits,
      float[] gradient) {
    double sum = 0;
    double[] p = new double[known];
    double[] q = new double[known];
    for (int r = 0; r < rows; r++) {
      int base = r * outputs;
      double studentLog = softmax(logits, base, temperature, p);
      double teacherLog = softmax(teacher, base, temperature, q);
      for (int c = 0; c < known; c++) {
        double logRatio =
            (teacher[base + c] - (double) logits[base + c]) / temperature - teacherLog + studentLog;
        sum += temperature * temperature * q[c] * logRatio;
        gradient[base + c] += (float) (factor * temperature * (p[c] - q[c]) / rows);
      }
    }
    return rows == 0 ? 0 : factor * sum / rows;
  }

  /** The same for other answers: half the mean squared distance over rows and outputs. */
  public static double addSquares(
      double factor, float[] teacher, int rows, int outputs, float[] logits, float[] gradient) {
    int values = rows * outputs;
    double sum = 0;
    for (int i = 0; i < values; i++) {
      double d = logits[i] - (double) teacher[i];
      sum += d * d / 2;
      gradient[i] += (float) (factor * d / values);
    }
    return values == 0 ? 0 : factor * sum / values;
  }

  /** Fills in the probabilities and returns the logarithm of their common divisor. */
  private static double softmax(float[] logits, int base, double temperature, double[] out) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < out.length; c++) {
      max = Math.max(max, logits[base + c] / temperature);
    }
    double sum = 0;
    for (int c = 0; c < out.length; c++) {
      out[c] = Math.exp(logits[base + c] / temperature - max);
      sum += out[c];
    }
    for (int c = 0; c < out.length; c++) {
      out[c] /= sum;
    }
    return max + Math.log(sum);
  }

  private Distillation() {}
}
