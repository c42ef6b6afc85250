package io.thalweg.learner.train;

import io.thalweg.model.Head;
import java.util.Arrays;

/** A head's loss on logits, and the served outputs that belong to it. Immutable. */
public sealed interface Loss
    permits Loss.BinaryCrossEntropy,
        Loss.SoftmaxCrossEntropy,
        Loss.HalfSquaredError,
        HuberLoss,
        MultilabelLoss,
        PinballLoss {
  /**
   * The mean over the rows of weight times loss, and its gradient.
   *
   * @param logits float32, (rows, outputs)
   * @param targets float32, (rows, targets)
   * @param weights float32, (rows)
   * @param gradient float32, (rows, outputs), filled with d(mean)/d(logit)
   */
  double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient);

  /** The loss of one row, which bears no weight. */
  double ofRow(float[] logits, float[] targets, int row);

  /**
   * Turns logits, float32, (rows, outputs), into outputs, in place: those that are served, or where
   * negatives are left out, those that hold for what is left.
   */
  void outputs(float[] logits, int rows);

  /**
   * What a row's outputs say in one number, as a server would: the probability of class 1, the most
   * probable class, how many labels are predicted, the value, or the quantile nearest to the
   * median.
   */
  default float score(float[] outputs, int row) {
    return outputs[row];
  }

  /** The loss where only the first so many outputs are there: the others get no gradient. */
  default Loss over(int outputs) {
    return this;
  }

  static Loss of(Head head) {
    if (head instanceof Head.Binary) {
      return new BinaryCrossEntropy();
    } else if (head instanceof Head.Multiclass m) {
      return new SoftmaxCrossEntropy(m.classes(), m.classes());
    } else if (head instanceof Head.Multilabel m) {
      return new MultilabelLoss(m.labels());
    } else if (head instanceof Head.Quantile q) {
      return new PinballLoss(q);
    } else if (head instanceof Head.Huber h) {
      return new HuberLoss(h.delta());
    }
    return new HalfSquaredError();
  }

  /**
   * max(z, 0) - z*y + ln(1 + exp(-|z|)), which doesn't overflow.
   *
   * @param moreOdds by how much class 1's log-odds are higher among the rows than where the model
   *     is asked, see {@link NegativeSampling}: what is added to the logits to get z
   */
  record BinaryCrossEntropy(double moreOdds) implements Loss {
    /** Of rows as they come. */
    BinaryCrossEntropy() {
      this(0);
    }

    @Override
    public double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += weights[r] * ofRow(logits, targets, r);
        gradient[r] = (float) (weights[r] * (sigmoid(logits[r] + moreOdds) - targets[r]) / rows);
      }
      return sum / rows;
    }

    @Override
    public double ofRow(float[] logits, float[] targets, int row) {
      return of(logits[row] + moreOdds, targets[row]);
    }

    @Override
    public void outputs(float[] logits, int rows) {
      for (int r = 0; r < rows; r++) {
        logits[r] = (float) sigmoid(logits[r] + moreOdds);
      }
    }

    /** q = p / (p + (1 - p) / share), p being the output and the share exp(-moreOdds). */
    @Override
    public float score(float[] outputs, int row) {
      double p = outputs[row];
      return moreOdds == 0 ? outputs[row] : (float) (p / (p + (1 - p) * Math.exp(moreOdds)));
    }

    static double of(double z, double target) {
      return Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z)));
    }

    static double sigmoid(double z) {
      return 1 / (1 + Math.exp(-z));
    }
  }

  /**
   * Cross-entropy of the softmax, with the row's maximum taken out first.
   *
   * @param columns of the logits
   * @param classes of them that there are, the first ones
   */
  record SoftmaxCrossEntropy(int columns, int classes) implements Loss {
    @Override
    public Loss over(int outputs) {
      return outputs == classes ? this : new SoftmaxCrossEntropy(columns, outputs);
    }

    @Override
    public double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient) {
      double sum = 0;
      System.arraycopy(logits, 0, gradient, 0, rows * columns);
      outputs(gradient, rows);
      for (int r = 0; r < rows; r++) {
        int target = r * columns + (int) targets[r];
        sum -= weights[r] * Math.log(Math.max(gradient[target], Float.MIN_NORMAL));
        gradient[target] -= 1f;
      }
      for (int i = 0; i < rows * columns; i++) {
        gradient[i] = gradient[i] * weights[i / columns] / rows;
      }
      return sum / rows;
    }

    @Override
    public double ofRow(float[] logits, float[] targets, int row) {
      int base = row * columns;
      double max = max(logits, base);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[base + c] - max);
      }
      return Math.log(sum) + max - logits[base + (int) targets[row]];
    }

    @Override
    public void outputs(float[] logits, int rows) {
      for (int r = 0; r < rows; r++) {
        int base = r * columns;
        float max = max(logits, base);
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum += Math.exp(logits[base + c] - max);
        }
        for (int c = 0; c < classes; c++) {
          logits[base + c] = (float) (Math.exp(logits[base + c] - max) / sum);
        }
        Arrays.fill(logits, base + classes, base + columns, 0);
      }
    }

    @Override
    public float score(float[] outputs, int row) {
      int base = row * columns;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = outputs[base + c] > outputs[base + best] ? c : best;
      }
      return best;
    }

    private float max(float[] logits, int base) {
      float max = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, logits[base + c]);
      }
      return max;
    }
  }

  /** (z - y)^2 / 2. */
  record HalfSquaredError() implements Loss {
    @Override
    public double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += weights[r] * ofRow(logits, targets, r);
        double d = logits[r] - targets[r];
        gradient[r] = (float) (weights[r] * d / rows);
      }
      return sum / rows;
    }

    @Override
    public double ofRow(float[] logits, float[] targets, int row) {
      double d = logits[row] - targets[row];
      return d * d / 2;
    }

    @Override
    public void outputs(float[] logits, int rows) {
      // A regression serves its logit as it is.
    }
  }
}
