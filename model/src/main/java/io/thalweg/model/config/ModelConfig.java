package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.onnx.OnnxExporter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sections of a configuration that describe a model. Stateless. */
public final class ModelConfig {
  private static final int MAX_COLUMNS = 1 << 20;
  private static final int MAX_EMBEDDING = 1 << 12;

  /** Values of a key that one history looks back. */
  private static final int MAX_PAST = 10_000;

  /** Their bytes are counted in an int. */
  private static final int MAX_PARAMETERS = Integer.MAX_VALUE / Float.BYTES;

  private enum FeatureType {
    NUMERIC,
    CATEGORICAL,
    FLAG,
    VECTOR,
    HISTORY
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
      int parameters = spec.parameterLayout().length();
      if (parameters > MAX_PARAMETERS) {
        throw model.refuse(
            "smaller layers or embeddings: there are %d parameters, want %d at most"
                .formatted(parameters, MAX_PARAMETERS));
      }
      // A user's network may have a number of outputs of its own.
      requireGraph(spec.ofOutputs(head.outputsAtStart()));
    } catch (ArithmeticException e) {
      throw model.refuse("smaller layers: there are more than 2^31 parameters");
    } catch (IllegalArgumentException e) {
      throw model.refuse("a network that fits: " + e.getMessage());
    }
    FineTuningConfig.requireSense(model, spec);
    return spec;
  }

  /** Of a user's network the graph is tried as well, which else a release would find broken. */
  private static void requireGraph(ModelSpec spec) {
    int parameters = spec.parameterLayout().length();
    Architecture base =
        spec.architecture() instanceof FineTuned tuned ? tuned.base() : spec.architecture();
    if (base instanceof OwnNetwork) {
      int width = spec.inputWidth();
      OnnxExporter.export(spec, new float[parameters], new float[width], new float[width]);
    }
  }

  private static Feature feature(ConfigNode node) {
    String name = node.string("name");
    FeatureType type = node.oneOf("type", FeatureType.class);
    String field = type == FeatureType.HISTORY ? "" : node.string("field", name);
    return switch (type) {
      case HISTORY -> history(node, name);
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

  private static Feature history(ConfigNode node, String name) {
    History.Of of = node.oneOf("of", History.Of.class, History.Of.FIELD);
    boolean label = of == History.Of.LABEL;
    if (label && node.has("field")) {
      throw node.required("field").refuse("nothing, because of is label");
    }
    return new History(
        name,
        of,
        label ? "" : node.required("field", "the record's field, or of: label").string(),
        node.oneOf("aggregate", History.Aggregate.class, History.Aggregate.LAST),
        node.intIn("over", 1, MAX_PAST, 1),
        node.intIn("lag", label ? 1 : 0, MAX_PAST, 1),
        node.oneOf("scaling", Scaling.class, Scaling.STANDARDIZE));
  }

  private static double bound(ConfigNode node, String key, double otherwise) {
    return node.doubleIn(key, -Double.MAX_VALUE, Double.MAX_VALUE, otherwise);
  }
}
