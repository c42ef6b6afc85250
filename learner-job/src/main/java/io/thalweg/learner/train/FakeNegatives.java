package io.thalweg.learner.train;

import io.thalweg.learner.train.Loss.BinaryCrossEntropy;

/**
 * Makes up for events that are learned as negatives before their positive labels come, and as
 * positives then: "fake negative weighted" loss of S. I. Ktena et al., "Addressing delayed feedback
 * for continuous training with neural networks in CTR prediction" (RecSys 2019).
 *
 * <p>With every event once among the negatives, a share p of positives is seen as p / (1 + p). A
 * positive weighs 1 + f and a negative (1 - f) (1 + f), f being what the model says of it, held
 * constant: where f is p, the gradient is 0. Confined to one thread.
 */
final class FakeNegatives {
  private final float[] weighed;

  FakeNegatives(int maxRows) {
    this.weighed = new float[maxRows];
  }

  /**
   * The weights of a batch, borrowed.
   *
   * @param logits float32, (rows)
   * @param fresh the first rows, whose negatives may be fake; the others keep their weights
   */
  float[] weigh(float[] logits, float[] targets, float[] weights, int fresh, int rows) {
    System.arraycopy(weights, 0, weighed, 0, rows);
    for (int r = 0; r < fresh; r++) {
      double f = BinaryCrossEntropy.sigmoid(logits[r]);
      weighed[r] *= (float) (targets[r] == 0 ? (1 - f) * (1 + f) : 1 + f);
    }
    return weighed;
  }
}
