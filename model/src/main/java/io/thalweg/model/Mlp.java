package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;

/**
 * Dense layers, called {@code layers.I}, and behind them the head's, which is affine. Without any
 * it is linear: a logistic, softmax or linear regression, by the head. Immutable.
 */
public record Mlp(List<Dense> hidden) implements Architecture {
  public Mlp {
    hidden = List.copyOf(hidden);
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    T h = DenseLayers.of(on, "layers", hidden, Fields.of(features).input(on));
    return on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
  }
}
