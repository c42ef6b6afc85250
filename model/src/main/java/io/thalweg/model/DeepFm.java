package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A factorization machine and dense layers over the same vectors, one for each feature: the linear
 * sum, the dot products of all pairs of vectors, and what the layers make of all vectors (Guo et
 * al., "DeepFM", 2017). A category's vector is looked up; any other feature's is linear in its
 * columns. For heads of one output. Immutable.
 */
public record DeepFm(List<Dense> hidden) implements Architecture {
  public DeepFm {
    hidden = List.copyOf(hidden);
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    if (outputs != 1) {
      throw new IllegalArgumentException(
          "deepfm is for heads of one output, this one has %d".formatted(outputs));
    }
    Fields fields = Fields.of(features);
    int columns = fields.embedding("deepfm");
    if (fields.all().size() < 2) {
      throw new IllegalArgumentException("deepfm needs two features or more");
    }
    List<T> vectors = new ArrayList<>();
    for (Fields.Field f : fields.all()) {
      vectors.add(
          f.isEmbedded()
              ? f.vector(on)
              : on.linear("fields." + f.name(), f.columns(on), columns, WeightInit.ofEmbedding()));
    }
    T linear = Wide.of(on, fields, List.of(), outputs);
    T pairs = on.rowSum("fm", on.pairwiseDots("fm.pairs", vectors));
    T h = DenseLayers.of(on, "layers", hidden, on.concat("vectors", vectors));
    T deep = on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
    return on.add("sum", on.add("sum.fm", linear, pairs), deep);
  }
}
