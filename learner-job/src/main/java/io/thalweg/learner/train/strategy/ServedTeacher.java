package io.thalweg.learner.train.strategy;

import io.thalweg.model.Head;
import java.io.Serializable;

/**
 * What rows lose of the answers that a server has given them: weight times the Kullback-Leibler
 * divergence of the two softmaxes at a temperature T, times T^2 (Hinton, Vinyals and Dean,
 * "Distilling the knowledge in a neural network", 2015); of two classes that of the two sigmoids. A
 * row without an answer loses nothing. Immutable.
 *
 * @param weight beside the loss
 * @param temperature of both
 */
public record ServedTeacher(double weight, double temperature) implements Serializable {
  public ServedTeacher {
    Limits.requireAboveZero("weight", weight);
    Limits.requireAboveZero("temperature", temperature);
  }

  /** Whether the head's outputs say how probable each class is. */
  public static boolean canTeach(Head head) {
    return head instanceof Head.Binary || head instanceof Head.Multiclass;
  }

  /**
   * Adds the term's gradient and returns the term, the mean over all rows.
   *
   * @param served logits, float32, (rows, outputs), NaN in rows without an answer
   * @param weights of the rows
   * @param logits float32, (rows, outputs)
   * @param gradient d(loss)/d(logit), added to
   */
  public double add(
      float[] served, float[] weights, int rows, int outputs, float[] logits, float[] gradient) {
    double[] p = new double[Math.max(2, outputs)];
    double[] q = new double[p.length];
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      int base = r * outputs;
      if (Float.isNaN(served[base])) {
        continue;
      }
      logSoftmax(logits, base, outputs, p);
      logSoftmax(served, base, outputs, q);
      double share = weight * weights[r] / rows;
      for (int c = 0; c < q.length; c++) {
        sum += share * temperature * temperature * Math.exp(q[c]) * (q[c] - p[c]);
      }
      for (int c = 0; c < outputs; c++) {
        int k = outputs == 1 ? 1 : c;
        gradient[base + c] += (float) (share * temperature * (Math.exp(p[k]) - Math.exp(q[k])));
      }
    }
    return sum;
  }

  /** Logarithms of the probabilities; one logit is that of class 1, beside 0 for class 0. */
  private void logSoftmax(float[] logits, int base, int outputs, double[] out) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < out.length; c++) {
      out[c] = outputs > 1 ? logits[base + c] / temperature : c * logits[base] / temperature;
      max = Math.max(max, out[c]);
    }
    double sum = 0;
    for (double z : out) {
      sum += Math.exp(z - max);
    }
    double divisor = max + Math.log(sum);
    for (int c = 0; c < out.length; c++) {
      out[c] -= divisor;
    }
  }
}
