package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.io.Serializable;
import java.util.List;

/** How a network computes logits from its input. Immutable. */
public sealed interface Architecture extends Serializable
    permits Mlp, WideAndDeep, DcnV2, DeepFm, Dlrm, Cnn, Gru, Experts, OwnNetwork, FineTuned {
  /** The dense layers before the head, in order; empty for none. */
  List<Dense> hidden();

  /**
   * The network.
   *
   * @param outputs columns of the result
   * @throws IllegalArgumentException when it doesn't fit the features
   */
  <T> T logits(Operations<T> on, FeatureSpec features, int outputs);

  /** Whether training leaves this tensor as it was at the start. */
  default boolean isFrozen(String tensor) {
    return false;
  }
}
