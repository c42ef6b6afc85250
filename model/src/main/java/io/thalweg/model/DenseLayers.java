package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import java.util.List;
import java.util.function.UnaryOperator;

/** Layers one behind the other. Stateless. */
final class DenseLayers {
  private DenseLayers() {}

  /** Layers {@code PREFIX.0}, {@code PREFIX.1}, ... over {@code x}. */
  static <T> T of(Operations<T> on, String prefix, List<Dense> layers, T x) {
    T h = x;
    for (int i = 0; i < layers.size(); i++) {
      h = layer(on, prefix + "." + i, layers.get(i), h, sums -> sums);
    }
    return h;
  }

  /**
   * Sums, norm, function, dropout, and what came in added if that is asked for.
   *
   * @param more what becomes of the sums before anything else does
   */
  static <T> T layer(Operations<T> on, String name, Dense layer, T x, UnaryOperator<T> more) {
    T h = more.apply(on.affine(name, x, layer.units(), WeightInit.before(layer.activation())));
    if (layer.layerNorm()) {
      h = on.layerNorm(name + ".norm", h);
    }
    h = on.activate(name, layer.activation(), h);
    if (layer.dropout() > 0) {
      h = on.dropout(name + ".dropout", h, layer.dropout());
    }
    return layer.residual() ? on.add(name + ".residual", h, x) : h;
  }
}
