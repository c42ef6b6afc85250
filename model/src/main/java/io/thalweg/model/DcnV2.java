package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;

/**
 * Cross layers, x' = x0 * (W x + b) + x element by element, each of which raises by one the degree
 * of the products of features that it knows, and dense layers (Wang et al., "DCN V2", 2021).
 * Immutable.
 *
 * @param crossLayers 1 or more
 * @param rank of W, as the product of two narrow matrices; 0 for a full one
 */
public record DcnV2(int crossLayers, int rank, Structure structure, List<Dense> hidden)
    implements Architecture {
  public DcnV2 {
    hidden = List.copyOf(hidden);
    if (crossLayers < 1 || rank < 0) {
      throw new IllegalArgumentException(
          "crossLayers=%d, rank=%d, want 1 or more and 0 or more".formatted(crossLayers, rank));
    }
  }

  /** How the two parts are put together. */
  public enum Structure {
    /** Dense layers over what the cross layers make of the input. */
    STACKED,
    /** Both over the input, side by side under the head. */
    PARALLEL
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    Fields fields = Fields.of(features);
    T x0 = fields.input(on);
    T crossed = x0;
    for (int i = 0; i < crossLayers; i++) {
      crossed = cross(on, "cross." + i, x0, crossed, fields.width());
    }
    boolean stacked = structure == Structure.STACKED;
    T deep = DenseLayers.of(on, "layers", hidden, stacked ? crossed : x0);
    T h = stacked ? deep : on.concat("parts", List.of(crossed, deep));
    return on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
  }

  private <T> T cross(Operations<T> on, String name, T x0, T x, int width) {
    T narrow = rank == 0 ? x : on.linear(name + ".down", x, rank, WeightInit.glorot());
    T sums = on.affine(name, narrow, width, WeightInit.glorot());
    return on.add(name + ".residual", on.multiply(name + ".product", x0, sums), x);
  }
}
