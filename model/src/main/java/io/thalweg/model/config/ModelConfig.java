package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sections of a configuration that describe a model. Stateless. */
public final class ModelConfig {
  private static final int MAX_COLUMNS = 1 << 20;
  private static final int MAX_EMBEDDING = 1 << 12;

  private enum FeatureType {
    NUMERIC,
    CATEGORICAL,
    FLAG,
    VECTOR
  }

  private enum OptimizerType {
    ADAM,
    SGD
  }

  private ModelConfig() {}

  /** The list under {@code features:}. */
  public static FeatureSpec features(ConfigNode list) {
    List<Feature> features = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long columns = 0;
    for (ConfigNode node : list.elements()) {
      Feature feature = feature(node);
      if (!names.add(feature.name())) {
        throw node.required("name").refuse("another name, because a feature has it already");
      }
      columns += feature.width();
      if (columns > MAX_COLUMNS) {
        throw list.refuse("features of %d columns at most".formatted(MAX_COLUMNS));
      }
      features.add(feature);
    }
    if (features.isEmpty()) {
      throw list.refuse("at least one feature such as {name: amount, type: numeric}");
    }
    return new FeatureSpec(features);
  }

  /** The mapping under {@code model:}. */
  public static ModelSpec model(String name, FeatureSpec features, ConfigNode model) {
    Architecture architecture = FineTuningConfig.read(ArchitectureConfig.read(model), model);
    Head head = HeadConfig.read(model);
    long seed = model.longIn("seed", Long.MIN_VALUE, Long.MAX_VALUE, 42);
    ModelSpec spec = new ModelSpec(name, features, architecture, head, seed);
    try {
      spec.parameterLayout();
    } catch (ArithmeticException e) {
      throw model.refuse("smaller layers: there are more than 2^31 parameters");
    } catch (IllegalArgumentException e) {
      throw model.refuse("a network that fits: " + e.getMessage());
    }
    FineTuningConfig.requireFound(model, spec);
    return spec;
  }

  /** The mapping of an optimizer. */
  public static OptimizerSpec optimizer(ConfigNode node) {
    return switch (node.oneOf("type", OptimizerType.class)) {
      case ADAM ->
          new OptimizerSpec.Adam(
              number(node, "learning-rate", 1e-9, 10, 0.001),
              number(node, "beta1", 0, 0.9999, 0.9),
              number(node, "beta2", 0, 0.999999, 0.999),
              number(node, "epsilon", 1e-12, 1, 1e-8));
      case SGD ->
          new OptimizerSpec.Sgd(
              number(node, "learning-rate", 1e-9, 10, 0.01),
              number(node, "momentum", 0, 0.9999, 0));
    };
  }

  private static Feature feature(ConfigNode node) {
    String name = node.string("name");
    String field = node.string("field", name);
    return switch (node.oneOf("type", FeatureType.class)) {
      case NUMERIC -> {
        double min = bound(node, "min", Double.NEGATIVE_INFINITY);
        double max = bound(node, "max", Double.POSITIVE_INFINITY);
        if (min > max) {
          throw node.required("min").refuse("a number up to max, which is " + max);
        }
        Transform transform = node.oneOf("transform", Transform.class, Transform.NONE);
        Scaling scaling = node.oneOf("scaling", Scaling.class, Scaling.STANDARDIZE);
        yield new Feature.Numeric(name, field, transform, scaling, min, max);
      }
      case CATEGORICAL ->
          new Feature.Categorical(
              name,
              field,
              node.intIn("buckets", 1, MAX_COLUMNS),
              node.intIn("embedding", 0, MAX_EMBEDDING, 0));
      case FLAG -> new Feature.Flag(name, field);
      case VECTOR -> {
        Scaling scaling = node.oneOf("scaling", Scaling.class, Scaling.NONE);
        yield new Feature.Vector(name, field, node.intIn("size", 1, MAX_COLUMNS), scaling);
      }
    };
  }

  private static double bound(ConfigNode node, String key, double otherwise) {
    return node.doubleIn(key, -Double.MAX_VALUE, Double.MAX_VALUE, otherwise);
  }

  private static float number(
      ConfigNode node, String key, double min, double max, double otherwise) {
    return (float) node.doubleIn(key, min, max, otherwise);
  }
}
