package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.onnx.OnnxExporter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sections of a configuration that describe a model. Stateless. */
public final class ModelConfig {
  static final int MAX_COLUMNS = 1 << 20;

  /** Their bytes are counted in an int. */
  private static final int MAX_PARAMETERS = Integer.MAX_VALUE / Float.BYTES;

  private ModelConfig() {}

  /** The list under {@code features:}. */
  public static FeatureSpec features(ConfigNode list) {
    List<Feature> features = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long columns = 0;
    for (ConfigNode node : list.elements()) {
      Feature feature = FeatureConfig.read(node);
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
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i) instanceof CrossFeature cross) {
        FeatureConfig.requireCategories(list.elements().get(i), cross, features);
      }
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
}
