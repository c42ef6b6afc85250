package io.thalweg.learner.train;

/** d^2 / 2 for an error d up to delta, delta (|d| - delta / 2) beyond (Huber 1964). */
record HuberLoss(double delta) implements Loss {
  @Override
  public double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient) {
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      double d = logits[r] - targets[r];
      sum += weights[r] * loss(d);
      gradient[r] = (float) (weights[r] * Math.max(-delta, Math.min(delta, d)) / rows);
    }
    return sum / rows;
  }

  @Override
  public double ofRow(float[] logits, float[] targets, int row) {
    return loss(logits[row] - targets[row]);
  }

  private double loss(double d) {
    double size = Math.abs(d);
    return size <= delta ? d * d / 2 : delta * (size - delta / 2);
  }

  @Override
  public void outputs(float[] logits, int rows) {
    // The value is served as it is.
  }
}
