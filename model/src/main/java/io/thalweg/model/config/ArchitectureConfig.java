package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import java.util.ArrayList;
import java.util.List;

/** The keys under {@code model:} that say how the network is built. Stateless. */
final class ArchitectureConfig {
  private static final int MAX_UNITS = 1 << 16;

  private enum Type {
    LOGISTIC,
    MLP
  }

  private ArchitectureConfig() {}

  static Architecture read(ConfigNode model) {
    return switch (model.oneOf("type", Type.class, Type.MLP)) {
      case LOGISTIC -> {
        if (model.has("layers")) {
          throw model.required("layers").refuse("nothing, because a logistic model has no layers");
        }
        yield new Mlp(List.of());
      }
      case MLP -> new Mlp(layers(model, "layers"));
    };
  }

  private static List<Dense> layers(ConfigNode model, String key) {
    List<Dense> layers = new ArrayList<>();
    for (ConfigNode layer : model.list(key)) {
      layers.add(layer(layer));
    }
    return layers;
  }

  private static Dense layer(ConfigNode node) {
    if (node.isScalar()) {
      return new Dense((int) node.longIn(1, MAX_UNITS), Activation.RELU);
    }
    return new Dense(
        node.intIn("units", 1, MAX_UNITS),
        node.oneOf("activation", Activation.class, Activation.RELU),
        node.bool("layer-norm", false),
        (float) node.doubleIn("dropout", 0, 0.99, 0),
        node.bool("residual", false));
  }
}
