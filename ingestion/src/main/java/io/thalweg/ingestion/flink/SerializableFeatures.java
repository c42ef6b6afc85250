package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A feature spec in the form in which a job's functions are shipped; never stored. Immutable.
 *
 * @param features an {@code ArrayList}, which every JVM can read back
 */
record SerializableFeatures(ArrayList<Shipped> features) implements Serializable {
  private record Shipped(
      Kind kind,
      String name,
      String field,
      Feature.Transform transform,
      Feature.Scaling scaling,
      double min,
      double max,
      int size)
      implements Serializable {

    static Shipped of(Feature feature) {
      if (feature instanceof Feature.Numeric f) {
        return new Shipped(
            Kind.NUMERIC, f.name(), f.field(), f.transform(), f.scaling(), f.min(), f.max(), 1);
      }
      Kind kind =
          feature instanceof Feature.Categorical
              ? Kind.CATEGORICAL
              : feature instanceof Feature.Flag ? Kind.FLAG : Kind.VECTOR;
      return new Shipped(
          kind,
          feature.name(),
          feature.field(),
          Feature.Transform.NONE,
          feature.scaling(),
          0,
          0,
          feature.width());
    }

    Feature toFeature() {
      return switch (kind) {
        case NUMERIC -> new Feature.Numeric(name, field, transform, scaling, min, max);
        case CATEGORICAL -> new Feature.Categorical(name, field, size);
        case FLAG -> new Feature.Flag(name, field);
        case VECTOR -> new Feature.Vector(name, field, size, scaling);
      };
    }
  }

  private enum Kind {
    NUMERIC,
    CATEGORICAL,
    FLAG,
    VECTOR
  }

  static SerializableFeatures of(FeatureSpec spec) {
    return new SerializableFeatures(
        new ArrayList<>(spec.features().stream().map(Shipped::of).toList()));
  }

  FeatureSpec toSpec() {
    List<Feature> specs = features.stream().map(Shipped::toFeature).toList();
    return new FeatureSpec(specs);
  }
}
