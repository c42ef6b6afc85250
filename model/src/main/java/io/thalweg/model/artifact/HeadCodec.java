package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.Head;
import java.util.ArrayList;
import java.util.List;

/** A head as the {@code head} object of a spec. Stateless. */
final class HeadCodec {
  private HeadCodec() {}

  static void encode(Head head, ObjectNode to) {
    if (head instanceof Head.Binary) {
      to.put("type", "binary");
    } else if (head instanceof Head.Multiclass m) {
      to.put("type", "multiclass").put("classes", m.atStart());
      if (m.classes() > m.atStart()) {
        to.put("growTo", m.classes());
      }
    } else if (head instanceof Head.Multilabel m) {
      to.put("type", "multilabel").put("labels", m.labels());
      if (!m.names().isEmpty()) {
        ArrayNode names = to.putArray("names");
        m.names().forEach(names::add);
      }
    } else if (head instanceof Head.Huber h) {
      to.put("type", "huber").put("delta", h.delta());
    } else if (head instanceof Head.Quantile q) {
      ArrayNode quantiles = to.put("type", "quantile").putArray("quantiles");
      q.quantiles().forEach(quantiles::add);
    } else {
      to.put("type", "regression");
    }
  }

  static Head decode(Json from) throws ArtifactException {
    String type = from.text("type");
    return switch (type) {
      case "binary" -> new Head.Binary();
      case "multiclass" -> multiclass(from);
      case "huber" -> new Head.Huber(from.field("delta").asDouble());
      case "multilabel" -> multilabel(from);
      case "quantile" -> quantile(from.field("quantiles"));
      case "regression" -> new Head.Regression();
      default ->
          throw new ArtifactException("%s.type: unknown value '%s'".formatted(from.path(), type));
    };
  }

  private static Head multilabel(Json from) throws ArtifactException {
    List<String> names = new ArrayList<>();
    Json list = from.optional("names");
    if (list != null) {
      for (Json name : list.elements()) {
        names.add(name.asText());
      }
    }
    return new Head.Multilabel(from.integer("labels"), names);
  }

  private static Head multiclass(Json from) throws ArtifactException {
    int atStart = from.integer("classes");
    boolean grows = from.optional("growTo") != null;
    return new Head.Multiclass(grows ? from.integer("growTo") : atStart, atStart);
  }

  private static Head quantile(Json from) throws ArtifactException {
    List<Double> quantiles = new ArrayList<>();
    for (Json q : from.elements()) {
      quantiles.add(q.asDouble());
    }
    return new Head.Quantile(quantiles);
  }

  /** Whether a reader of format 2 understands it. */
  static boolean isOfFormat2(Head head) {
    return !(head instanceof Head.Huber
        || head instanceof Head.Quantile
        || head instanceof Head.Multilabel);
  }
}
