package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.Architecture;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import java.util.ArrayList;
import java.util.List;

/**
 * A network as fields of the {@code spec} object: {@code hidden}, its dense layers, which is all
 * that there is to say of an MLP. What format 2 didn't know is written only where it is there.
 * Stateless.
 */
final class ArchitectureCodec {
  private ArchitectureCodec() {}

  static void encode(Architecture architecture, ObjectNode to) {
    ArrayNode hidden = to.putArray("hidden");
    architecture.hidden().forEach(layer -> encodeLayer(layer, hidden.addObject()));
  }

  static Architecture decode(Json from) throws ArtifactException {
    List<Dense> hidden = new ArrayList<>();
    for (Json layer : from.field("hidden").elements()) {
      hidden.add(decodeLayer(layer));
    }
    return new Mlp(hidden);
  }

  /** Whether a reader of format 2 understands it. */
  static boolean isOfFormat2(Architecture architecture) {
    return architecture instanceof Mlp m
        && m.hidden().stream()
            .allMatch(
                layer ->
                    layer.isPlain()
                        && (layer.activation() == Activation.RELU
                            || layer.activation() == Activation.TANH));
  }

  private static void encodeLayer(Dense layer, ObjectNode to) {
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

  private static Dense decodeLayer(Json from) throws ArtifactException {
    Json dropout = from.optional("dropout");
    return new Dense(
        from.integer("units"),
        from.oneOf(Activation.class, "activation"),
        from.optional("layerNorm") != null && from.bool("layerNorm"),
        dropout == null ? 0 : (float) dropout.asDouble(),
        from.optional("residual") != null && from.bool("residual"));
  }
}
