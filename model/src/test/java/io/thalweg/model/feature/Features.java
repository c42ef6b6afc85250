package io.thalweg.model.feature;

import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import java.util.List;

/** One feature of every kind, for tests. */
final class Features {
  static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              new Feature.Numeric("n", "amount", Transform.LOG1P, Scaling.STANDARDIZE, 0, 100),
              new Feature.Categorical("c", "color", 4),
              new Feature.Flag("f", "flag"),
              new Feature.Vector("v", "embedding", 2, Scaling.STANDARDIZE)));

  private Features() {}
}
