package io.thalweg.learner.train;

import io.thalweg.learner.train.Loss.BinaryCrossEntropy;

/**
 * Makes up for events that are learned as negatives before their positive labels come, and as
 * positives then: after the "fake negative weighted" loss of S. I. Ktena et al., "Addressing
 * delayed feedback for continuous training with neural networks in CTR prediction" (RecSys 2019).
 *
 * <p>Of events with the probability p of class 1, a share q has its label early enough to be
 * learned with it. A revised row weighs 1 + f and any other (1 - f) (1 + f), f being what the model
 * says of it, held constant. The mean gradient is then (1 - f^2) (f - p), whatever q is. (The paper
 * has no early labels, q = 0, and may say the weights by the class.)
 *
 * <p>Where only a share w of the negatives is learned, {@link NegativeSampling}, only so many of
 * the late positives have been negatives before, and are revised. Those weigh (1 + f) (1 - f + f /
 * w), and the mean gradient is (1 - s) (1 + f) (f - p), s being what the model says within the
 * sample. Confined to one thread.
 */
final class FakeNegatives {
  private final float[] weighed;
  private final double share;

  /**
   * For batches of up to so many rows.
   *
   * @param share of the negatives that are learned
   */
  FakeNegatives(int maxRows, double share) {
    this.weighed = new float[maxRows];
    this.share = share;
  }

  /**
   * The weights of a batch, borrowed.
   *
   * @param logits float32, (rows)
   * @param revised whether a fresh row was learned as a negative before
   * @param fresh the first rows; the others keep their weights
   */
  float[] weigh(float[] logits, boolean[] revised, float[] weights, int fresh, int rows) {
    System.arraycopy(weights, 0, weighed, 0, rows);
    for (int r = 0; r < fresh; r++) {
      double f = BinaryCrossEntropy.sigmoid(logits[r]);
      weighed[r] *= (float) ((1 + f) * (revised[r] ? 1 - f + f / share : 1 - f));
    }
    return weighed;
  }
}
