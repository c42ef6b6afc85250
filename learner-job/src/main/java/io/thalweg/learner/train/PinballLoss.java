package io.thalweg.learner.train;

import io.thalweg.model.Head;

/**
 * The mean over the quantiles of max(q d, (q - 1) d), d being the target minus the predicted
 * quantile (Koenker and Bassett 1978). Where d is 0 the slope is 0.
 */
record PinballLoss(Head.Quantile head) implements Loss {
  @Override
  public double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient) {
    int n = head.outputs();
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += weights[r] * ofRow(logits, targets, r);
      for (int i = 0; i < n; i++) {
        double q = head.quantiles().get(i);
        double d = (double) targets[r] - logits[r * n + i];
        double slope = d > 0 ? -q : d < 0 ? 1 - q : 0;
        gradient[r * n + i] = (float) (weights[r] * slope / n / rows);
      }
    }
    return sum / rows;
  }

  @Override
  public double ofRow(float[] logits, float[] targets, int row) {
    int n = head.outputs();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double q = head.quantiles().get(i);
      double d = (double) targets[row] - logits[row * n + i];
      sum += Math.max(q * d, (q - 1) * d);
    }
    return sum / n;
  }

  @Override
  public void outputs(float[] logits, int rows) {
    // Quantiles are served as they are.
  }

  @Override
  public float score(float[] outputs, int row) {
    return outputs[row * head.outputs() + head.point()];
  }
}
