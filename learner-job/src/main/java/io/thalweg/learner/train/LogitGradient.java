package io.thalweg.learner.train;

/** A loss over the logits of a batch, of which an engine needs no more than the gradient. */
@FunctionalInterface
public interface LogitGradient {
  /**
   * The loss and its gradient.
   *
   * @param logits float32, (rows, outputs), borrowed
   * @param gradient float32, (rows, outputs), filled with d(loss)/d(logit)
   */
  double of(float[] logits, int rows, float[] gradient);
}
