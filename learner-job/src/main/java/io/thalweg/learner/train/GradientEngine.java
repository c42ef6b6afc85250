package io.thalweg.learner.train;

/**
 * Computes a model's outputs and gradients. It mirrors the parameters that were loaded last;
 * whoever changes them loads them again. Confined to one thread. The caller closes it.
 */
public interface GradientEngine extends AutoCloseable {
  /** Takes over all parameters, float32, flat, in the layout of the model's spec. */
  void load(float[] parameters);

  /**
   * What the loaded parameters predict.
   *
   * @param dense float32, (rows, width), standardized, borrowed
   * @param logits float32, (rows, outputs), filled
   */
  void forward(float[] dense, int rows, float[] logits);

  /**
   * Says which training step the gradients that follow belong to. What is random in a step follows
   * from the model's seed and this number.
   */
  default void beginStep(long step) {
    // Most networks have nothing random in a step.
  }

  /**
   * Forward, loss, backward.
   *
   * @param targets float32, (rows): class index or value; (rows, labels): 0 and 1
   * @param weights float32, (rows): what the loss of each row is multiplied by
   * @param logits float32, (rows, outputs), filled with what was predicted before the step, as
   *     {@link #forward} does
   * @param gradient float32, flat, filled with the gradient of the mean weighted loss
   * @return the mean weighted loss
   */
  double gradient(
      float[] dense, int rows, float[] targets, float[] weights, float[] logits, float[] gradient);

  /**
   * Forward, a loss of the caller's, backward.
   *
   * @param logits float32, (rows, outputs), filled with what was predicted before the step
   * @param gradient float32, flat, filled with the gradient of the loss
   * @return the loss
   */
  double gradient(float[] dense, int rows, LogitGradient loss, float[] logits, float[] gradient);

  /** Name and kernel, for receipts. */
  String description();

  /** The second time nothing happens. */
  @Override
  void close();
}
