package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.io.Serializable;
import java.util.List;

/**
 * A linear model, which remembers, beside dense layers, which generalize; their sums are the logits
 * (Cheng et al., "Wide and deep learning for recommender systems", 2016). Immutable.
 *
 * @param crosses pairs of categories that the linear part has a weight for
 */
public record WideAndDeep(List<Dense> hidden, List<Cross> crosses) implements Architecture {
  public WideAndDeep {
    hidden = List.copyOf(hidden);
    crosses = List.copyOf(crosses);
  }

  /** Two categorical features with embeddings, by name. */
  public record Cross(String first, String second) implements Serializable {}

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    Fields fields = Fields.of(features);
    T wide = Wide.of(on, fields, crosses, outputs);
    T h = DenseLayers.of(on, "layers", hidden, fields.input(on));
    T deep = on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
    return on.add("sum", wide, deep);
  }
}
