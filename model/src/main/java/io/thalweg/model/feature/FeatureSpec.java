package io.thalweg.model.feature;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The features of a model, in order. Fixes the layout of a projected row and of the dense input.
 * Immutable.
 */
public record FeatureSpec(List<Feature> features) implements Serializable {
  public FeatureSpec {
    features = List.copyOf(features);
    if (features.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one feature");
    }
    Set<String> names = new HashSet<>();
    for (Feature f : features) {
      if (!names.add(f.name())) {
        throw new IllegalArgumentException("two features are named " + f.name());
      }
    }
    for (Feature f : features) {
      if (f instanceof CrossFeature cross) {
        requireCategories(cross, features);
      }
    }
  }

  private static void requireCategories(CrossFeature cross, List<Feature> features) {
    for (String name : cross.of()) {
      if (features.stream().noneMatch(f -> f.name().equals(name) && f.isCategory())) {
        throw new IllegalArgumentException(
            "feature %s crosses %s, which is no categorical feature".formatted(cross.name(), name));
      }
    }
  }

  /** 4-byte slots of a row, over all features. */
  public int slots() {
    return features.stream().mapToInt(Feature::slots).sum();
  }

  /** Columns of the dense input. */
  public int width() {
    return features.stream().mapToInt(Feature::width).sum();
  }

  /** Whether any of them is made of a key's past. */
  public boolean looksBack() {
    return features.stream().anyMatch(Feature.History.class::isInstance);
  }

  /** The first that knows what a field says in the row itself; looking back is none of it. */
  public Optional<Feature> reading(String field) {
    return features.stream()
        .filter(f -> f.field().equals(field) && !(f instanceof Feature.History h && h.lag() > 0))
        .findFirst();
  }

  /** Which columns of the dense input are standardized. */
  public boolean[] standardizedColumns() {
    boolean[] out = new boolean[width()];
    int column = 0;
    for (Feature f : features) {
      for (int i = 0; i < f.width(); i++) {
        out[column++] = f.scaling() == Feature.Scaling.STANDARDIZE && i < f.scaledWidth();
      }
    }
    return out;
  }
}
