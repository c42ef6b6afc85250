package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Dense layers make one vector of all features that aren't embedded; it and the dot products of all
 * pairs of vectors go into the top layers (Naumov et al., "Deep learning recommendation model",
 * 2019). Immutable.
 *
 * @param bottom layers {@code bottom.I}, the last as wide as the embeddings
 * @param hidden layers {@code layers.I} above the products
 */
public record Dlrm(List<Dense> bottom, List<Dense> hidden) implements Architecture {
  public Dlrm {
    bottom = List.copyOf(bottom);
    hidden = List.copyOf(hidden);
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    Fields fields = Fields.of(features);
    List<T> vectors = new ArrayList<>();
    List<T> parts = new ArrayList<>();
    int columns = fields.embedding("dlrm");
    if (fields.hasPlain()) {
      requireBottom(columns);
      T dense = DenseLayers.of(on, "bottom", bottom, fields.plain(on));
      vectors.add(dense);
      parts.add(dense);
    }
    fields.embedded().forEach(f -> vectors.add(f.vector(on)));
    if (vectors.size() < 2) {
      throw new IllegalArgumentException("dlrm needs two features or more");
    }
    parts.add(on.pairwiseDots("pairs", vectors));
    T h = DenseLayers.of(on, "layers", hidden, on.concat("parts", parts));
    return on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
  }

  private void requireBottom(int columns) {
    int units = bottom.isEmpty() ? 0 : bottom.get(bottom.size() - 1).units();
    if (units != columns) {
      throw new IllegalArgumentException(
          "the last bottom layer of dlrm has %d units, want %d as the embeddings have"
              .formatted(units, columns));
    }
  }
}
