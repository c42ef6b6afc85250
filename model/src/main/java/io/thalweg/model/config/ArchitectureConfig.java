package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.DcnV2;
import io.thalweg.model.DeepFm;
import io.thalweg.model.Dlrm;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.WideAndDeep;
import io.thalweg.model.WideAndDeep.Cross;
import java.util.ArrayList;
import java.util.List;

/** The keys under {@code model:} that say how the network is built. Stateless. */
final class ArchitectureConfig {
  private static final int MAX_UNITS = 1 << 16;

  private static final String PAIR = "two features such as [country, device]";

  private enum Type {
    LOGISTIC,
    MLP,
    WIDE_AND_DEEP,
    DCN_V2,
    DEEPFM,
    DLRM
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
      case WIDE_AND_DEEP -> new WideAndDeep(layers(model, "layers"), crosses(model));
      case DCN_V2 ->
          new DcnV2(
              model.intIn("cross-layers", 1, 64, 2),
              model.intIn("rank", 0, MAX_UNITS, 0),
              model.oneOf("structure", DcnV2.Structure.class, DcnV2.Structure.STACKED),
              layers(model, "layers"));
      case DEEPFM -> new DeepFm(layers(model, "layers"));
      case DLRM -> new Dlrm(layers(model, "bottom-layers"), layers(model, "layers"));
    };
  }

  private static List<Cross> crosses(ConfigNode model) {
    List<Cross> crosses = new ArrayList<>();
    for (ConfigNode pair : model.list("crosses")) {
      List<ConfigNode> names = pair.elements();
      if (names.size() != 2) {
        throw pair.refuse(PAIR);
      }
      crosses.add(new Cross(names.get(0).string(), names.get(1).string()));
    }
    return crosses;
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
