package io.thalweg.model.optimize;

import java.io.Serializable;

/**
 * Pulls parameters towards 0. Decoupled from the gradient in AdamW and Adafactor, part of the
 * tensor's update in LAMB and LARS, else the gradient of (factor / 2) |p|^2. Immutable.
 *
 * @param factor 0 for none
 */
public record WeightDecay(float factor, Of of) implements Serializable {
  public static final WeightDecay NONE = new WeightDecay(0, Of.MATRICES);

  /** Which tensors are decayed. */
  public enum Of {
    /** Those of two dimensions or more: weights, not biases. */
    MATRICES,
    ALL
  }

  public WeightDecay {
    Ranges.notNegative("factor", factor);
  }
}
