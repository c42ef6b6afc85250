package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.Architecture;
import io.thalweg.model.FineTuned;
import io.thalweg.model.FineTuned.Adapters;
import java.util.ArrayList;
import java.util.List;

/** What is frozen and adapted, as the {@code fineTuning} object of a spec. Stateless. */
final class FineTuningCodec {
  private FineTuningCodec() {}

  static void encode(FineTuned architecture, ObjectNode to) {
    ArrayNode frozen = to.putArray("frozen");
    architecture.frozen().forEach(frozen::add);
    Adapters adapters = architecture.adapters();
    if (adapters != null) {
      ObjectNode lora = to.putObject("lora");
      // As a double, because its decimal digits stand for exactly this float.
      lora.put("rank", adapters.rank()).put("alpha", (double) adapters.alpha());
      ArrayNode layers = lora.putArray("layers");
      adapters.layers().forEach(layers::add);
    }
  }

  static FineTuned decode(Architecture base, Json from) throws ArtifactException {
    Adapters adapters = null;
    if (from.optional("lora") != null) {
      Json lora = from.object("lora");
      adapters =
          new Adapters(
              lora.integer("rank"),
              (float) lora.field("alpha").asDouble(),
              names(lora.field("layers")));
    }
    return new FineTuned(base, names(from.field("frozen")), adapters);
  }

  static List<String> names(Json from) throws ArtifactException {
    List<String> names = new ArrayList<>();
    for (Json name : from.elements()) {
      names.add(name.asText());
    }
    return names;
  }
}
