package io.thalweg.learner.train;

import io.thalweg.model.Head;

/**
 * A head's loss on logits, and the served outputs that belong to it. Losses are means over the
 * rows. Immutable.
 */
public sealed interface Loss {
  /**
   * The mean loss, and its gradient.
   *
   * @param logits float32, (rows, outputs)
   * @param targets float32, (rows)
   * @param gradient float32, (rows, outputs), filled with d(mean loss)/d(logit)
   */
  double of(float[] logits, float[] targets, int rows, float[] gradient);

  /** Turns logits, float32, (rows, outputs), into served outputs, in place. */
  void outputs(float[] logits, int rows);

  static Loss of(Head head) {
    if (head instanceof Head.Binary) {
      return new BinaryCrossEntropy();
    } else if (head instanceof Head.Multiclass m) {
      return new SoftmaxCrossEntropy(m.classes());
    }
    return new HalfSquaredError();
  }

  /** max(z, 0) - z*y + ln(1 + exp(-|z|)), which doesn't overflow. */
  record BinaryCrossEntropy() implements Loss {
    @Override
    public double of(float[] logits, float[] targets, int rows, float[] gradient) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        double z = logits[r];
        double y = targets[r];
        sum += Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
        gradient[r] = (float) ((sigmoid(z) - y) / rows);
      }
      return sum / rows;
    }

    @Override
    public void outputs(float[] logits, int rows) {
      for (int r = 0; r < rows; r++) {
        logits[r] = (float) sigmoid(logits[r]);
      }
    }

    private static double sigmoid(double z) {
      return 1 / (1 + Math.exp(-z));
    }
  }

  /** Cross-entropy of the softmax, with the row's maximum taken out first. */
  record SoftmaxCrossEntropy(int classes) implements Loss {
    @Override
    public double of(float[] logits, float[] targets, int rows, float[] gradient) {
      double sum = 0;
      System.arraycopy(logits, 0, gradient, 0, rows * classes);
      outputs(gradient, rows);
      for (int r = 0; r < rows; r++) {
        int target = r * classes + (int) targets[r];
        sum -= Math.log(Math.max(gradient[target], Float.MIN_NORMAL));
        gradient[target] -= 1f;
      }
      for (int i = 0; i < rows * classes; i++) {
        gradient[i] /= rows;
      }
      return sum / rows;
    }

    @Override
    public void outputs(float[] logits, int rows) {
      for (int r = 0; r < rows; r++) {
        int base = r * classes;
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          max = Math.max(max, logits[base + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum += Math.exp(logits[base + c] - max);
        }
        for (int c = 0; c < classes; c++) {
          logits[base + c] = (float) (Math.exp(logits[base + c] - max) / sum);
        }
      }
    }
  }

  /** (z - y)^2 / 2. */
  record HalfSquaredError() implements Loss {
    @Override
    public double of(float[] logits, float[] targets, int rows, float[] gradient) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        double d = logits[r] - targets[r];
        sum += d * d / 2;
        gradient[r] = (float) (d / rows);
      }
      return sum / rows;
    }

    @Override
    public void outputs(float[] logits, int rows) {
      // A regression serves its logit as it is.
    }
  }
}
