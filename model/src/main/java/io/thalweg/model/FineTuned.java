package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network of which only a part is trained: some tensors stay what they were at the start, and
 * dense layers may have adapters. Immutable.
 *
 * @param frozen names of tensors, or what their names begin with up to a dot: {@code layers.0}
 * @param adapters null for none; the layers that have them are frozen
 */
public record FineTuned(Architecture base, List<String> frozen, @Nullable Adapters adapters)
    implements Architecture {
  public FineTuned {
    frozen = List.copyOf(frozen);
    if (base instanceof FineTuned) {
      throw new IllegalArgumentException("a network is fine-tuned once, not twice");
    }
    if (base instanceof Experts) {
      throw new IllegalArgumentException("experts are trained one at a time, not fine-tuned");
    }
  }

  /**
   * Adapters of low rank: x W + b becomes x W + b + (alpha / rank) (x A) B, of which A and B are
   * trained; B begins at 0 (Hu et al., "LoRA", 2021).
   *
   * @param layers names of affine operations: {@code layers.0}
   */
  public record Adapters(int rank, float alpha, List<String> layers) implements Serializable {
    public Adapters {
      layers = List.copyOf(layers);
      if (rank < 1 || !(alpha > 0) || layers.isEmpty()) {
        throw new IllegalArgumentException(
            "rank=%d, alpha=%s, layers=%s, want 1 or more, a number above 0 and at least one"
                .formatted(rank, alpha, layers));
      }
    }
  }

  @Override
  public List<Dense> hidden() {
    return base.hidden();
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    if (adapters == null) {
      return base.logits(on, features, outputs);
    }
    AdaptedOperations<T> adapted = new AdaptedOperations<>(on, adapters);
    T logits = base.logits(adapted, features, outputs);
    adapted.requireAllFound();
    return logits;
  }

  @Override
  public boolean isFrozen(String tensor) {
    return (adapters != null && adapters.layers().stream().anyMatch(l -> isOwn(tensor, l)))
        || frozen.stream().anyMatch(f -> tensor.equals(f) || tensor.startsWith(f + "."));
  }

  private static boolean isOwn(String tensor, String layer) {
    return tensor.equals(layer + ".weight") || tensor.equals(layer + ".bias");
  }
}
