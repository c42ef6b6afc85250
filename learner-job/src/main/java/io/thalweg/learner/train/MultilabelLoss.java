package io.thalweg.learner.train;

import io.thalweg.learner.train.Loss.BinaryCrossEntropy;

/**
 * The mean over the labels of binary cross-entropies, each of its own logit: what PyTorch calls
 * MultiLabelSoftMarginLoss, and BCEWithLogitsLoss reduced to the mean. Targets are 0 and 1,
 * float32, (rows, labels).
 */
record MultilabelLoss(int labels) implements Loss {
  @Override
  public double of(float[] logits, float[] targets, float[] weights, int rows, float[] gradient) {
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += weights[r] * ofRow(logits, targets, r);
      double share = (double) weights[r] / labels / rows;
      for (int i = r * labels; i < (r + 1) * labels; i++) {
        gradient[i] = (float) (share * (BinaryCrossEntropy.sigmoid(logits[i]) - targets[i]));
      }
    }
    return sum / rows;
  }

  @Override
  public double ofRow(float[] logits, float[] targets, int row) {
    double sum = 0;
    for (int i = row * labels; i < (row + 1) * labels; i++) {
      sum += BinaryCrossEntropy.of(logits[i], targets[i]);
    }
    return sum / labels;
  }

  @Override
  public void outputs(float[] logits, int rows) {
    for (int i = 0; i < rows * labels; i++) {
      logits[i] = (float) BinaryCrossEntropy.sigmoid(logits[i]);
    }
  }

  /** How many labels have a probability of 0.5 or more. */
  @Override
  public float score(float[] outputs, int row) {
    int predicted = 0;
    for (int i = row * labels; i < (row + 1) * labels; i++) {
      predicted += outputs[i] >= 0.5f ? 1 : 0;
    }
    return predicted;
  }
}
