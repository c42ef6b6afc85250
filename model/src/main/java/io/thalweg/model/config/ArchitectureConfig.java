package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.Cnn;
import io.thalweg.model.Cnn.Convolution;
import io.thalweg.model.DcnV2;
import io.thalweg.model.DeepFm;
import io.thalweg.model.Dlrm;
import io.thalweg.model.Experts;
import io.thalweg.model.Gru;
import io.thalweg.model.Images;
import io.thalweg.model.Images.Window;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.WideAndDeep;
import io.thalweg.model.WideAndDeep.Cross;
import java.util.ArrayList;
import java.util.List;

/** The keys under {@code model:} that say how the network is built. Stateless. */
final class ArchitectureConfig {
  private static final int MAX_UNITS = 1 << 16;

  /** A vector has 2^20 numbers at most, whatever its image's sides. */
  private static final int MAX_SIDE = 1 << 20;

  private static final int MAX_KERNEL = 1 << 10;
  private static final int MAX_EXPERTS = 16;
  private static final String CONVOLUTIONS = "a list such as [{filters: 16, kernel: 3, pool: 2}]";
  private static final String SEQUENCES =
      "a list of histories with the aggregate sequence, such as [amounts, gaps]";
  private static final String PAIR = "two features such as [country, device]";

  private enum Type {
    LOGISTIC,
    MLP,
    WIDE_AND_DEEP,
    DCN_V2,
    DEEPFM,
    DLRM,
    CNN,
    GRU,
    EXPERTS,
    BLOCK
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
      case CNN -> cnn(model);
      case GRU -> gru(model);
      case EXPERTS -> experts(model);
      case BLOCK -> own(model.required("class", "the name of a class such as com.acme.MyNet"));
    };
  }

  private static OwnNetwork own(ConfigNode className) {
    try {
      return OwnNetwork.load(className.string());
    } catch (IllegalArgumentException e) {
      throw className.refuse("the name of a class that is a network: " + e.getMessage());
    }
  }

  private static Experts experts(ConfigNode model) {
    List<Dense> layers = layers(model, "layers");
    boolean lateral = model.bool("lateral", false);
    if (lateral && layers.isEmpty()) {
      throw model.required("lateral").refuse("false, or model.layers, which experts look across");
    }
    return new Experts(layers, model.intIn("experts", 2, MAX_EXPERTS, 4), lateral);
  }

  private static Gru gru(ConfigNode model) {
    List<String> names = new ArrayList<>();
    for (ConfigNode name : model.required("sequence", SEQUENCES).elements()) {
      if (names.contains(name.string())) {
        throw name.refuse("each sequence once");
      }
      names.add(name.string());
    }
    if (names.isEmpty()) {
      throw model.required("sequence").refuse(SEQUENCES);
    }
    return new Gru(names, model.intIn("hidden", 1, MAX_UNITS), layers(model, "layers"));
  }

  private static Cnn cnn(ConfigNode model) {
    String image = model.required("image", "the name of a vector feature").string();
    int channels = model.intIn("channels", 1, MAX_SIDE, 1);
    int height = model.intIn("height", 1, MAX_SIDE);
    int width = model.intIn("width", 1, MAX_SIDE);
    List<Convolution> convolutions = new ArrayList<>();
    for (ConfigNode node : model.required("convolutions", CONVOLUTIONS).elements()) {
      convolutions.add(convolution(node));
    }
    if (convolutions.isEmpty()) {
      throw model.required("convolutions").refuse(CONVOLUTIONS);
    }
    Images shape = new Images(channels, height, width);
    return new Cnn(image, shape, convolutions, layers(model, "layers"));
  }

  private static Convolution convolution(ConfigNode node) {
    int kernel = node.intIn("kernel", 1, MAX_KERNEL);
    return new Convolution(
        node.intIn("filters", 1, MAX_UNITS),
        new Window(
            kernel,
            node.intIn("stride", 1, MAX_KERNEL, 1),
            node.intIn("padding", 0, kernel - 1, 0)),
        node.oneOf("activation", Activation.class, Activation.RELU),
        node.intIn("pool", 1, MAX_KERNEL, 1));
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
