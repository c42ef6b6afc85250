package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.Cnn;
import io.thalweg.model.Cnn.Convolution;
import io.thalweg.model.Images;
import io.thalweg.model.Images.Window;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import java.util.ArrayList;
import java.util.List;

/** Dense layers and convolutions as objects of a spec. Stateless. */
final class LayerCodec {
  private LayerCodec() {}

  static void encode(List<Dense> layers, ArrayNode to) {
    layers.forEach(layer -> encode(layer, to.addObject()));
  }

  static List<Dense> decode(Json from) throws ArtifactException {
    List<Dense> layers = new ArrayList<>();
    for (Json layer : from.elements()) {
      layers.add(decodeDense(layer));
    }
    return layers;
  }

  private static void encode(Dense layer, ObjectNode to) {
    to.put("units", layer.units()).put("activation", Json.lowerCase(layer.activation()));
    if (layer.layerNorm()) {
      to.put("layerNorm", true);
    }
    if (layer.dropout() > 0) {
      // As a double, because its decimal digits stand for exactly this float.
      to.put("dropout", (double) layer.dropout());
    }
    if (layer.residual()) {
      to.put("residual", true);
    }
  }

  private static Dense decodeDense(Json from) throws ArtifactException {
    Json dropout = from.optional("dropout");
    return new Dense(
        from.integer("units"),
        from.oneOf(Activation.class, "activation"),
        from.optional("layerNorm") != null && from.bool("layerNorm"),
        dropout == null ? 0 : (float) dropout.asDouble(),
        from.optional("residual") != null && from.bool("residual"));
  }

  /** Image and convolutions. */
  static void encode(Cnn cnn, ObjectNode to) {
    Images shape = cnn.shape();
    to.put("image", cnn.image());
    to.put("channels", shape.channels()).put("height", shape.height()).put("width", shape.width());
    ArrayNode convolutions = to.putArray("convolutions");
    for (Convolution c : cnn.convolutions()) {
      ObjectNode convolution = convolutions.addObject().put("filters", c.filters());
      Window w = c.window();
      convolution.put("kernel", w.size()).put("stride", w.stride()).put("padding", w.padding());
      convolution.put("activation", Json.lowerCase(c.activation())).put("pool", c.pool());
    }
  }

  static Cnn decodeCnn(Json from, List<Dense> hidden) throws ArtifactException {
    List<Convolution> convolutions = new ArrayList<>();
    for (Json c : from.field("convolutions").elements()) {
      convolutions.add(
          new Convolution(
              c.integer("filters"),
              new Window(c.integer("kernel"), c.integer("stride"), c.integer("padding")),
              c.oneOf(Activation.class, "activation"),
              c.integer("pool")));
    }
    Images shape =
        new Images(from.integer("channels"), from.integer("height"), from.integer("width"));
    return new Cnn(from.text("image"), shape, convolutions, hidden);
  }
}
