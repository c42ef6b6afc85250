package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model's spec as the {@code spec} object of a manifest. Stateless. */
final class SpecCodec {
  private SpecCodec() {}

  static void encode(ModelSpec spec, ObjectNode to) {
    to.put("name", spec.name()).put("seed", spec.seed());
    HeadCodec.encode(spec.head(), to.putObject("head"));
    ArchitectureCodec.encode(spec.architecture(), to);
    ArrayNode features = to.putArray("features");
    spec.features().features().forEach(f -> encodeFeature(f, features.addObject()));
  }

  static ModelSpec decode(Json from) throws ArtifactException {
    List<Feature> features = new ArrayList<>();
    for (Json feature : from.field("features").elements()) {
      features.add(decodeFeature(feature));
    }
    return new ModelSpec(
        from.text("name"),
        new FeatureSpec(features),
        ArchitectureCodec.decode(from),
        HeadCodec.decode(from.object("head")),
        from.longInteger("seed"));
  }

  /** The first format of manifests that has words for the spec. */
  static int formatVersion(ModelSpec spec) {
    boolean known =
        ArchitectureCodec.isOfFormat2(spec.architecture())
            && HeadCodec.isOfFormat2(spec.head())
            && spec.features().features().stream().allMatch(SpecCodec::isOfFormat2);
    return known ? 2 : 3;
  }

  private static boolean isOfFormat2(Feature feature) {
    boolean embedded = feature instanceof Feature.Categorical c && c.embedding() > 0;
    return !embedded && !(feature instanceof Feature.History);
  }

  private static void encodeFeature(Feature feature, ObjectNode to) {
    to.put("name", feature.name()).put("field", feature.field());
    if (feature instanceof Feature.Numeric f) {
      to.put("type", "numeric").put("transform", Json.lowerCase(f.transform()));
      to.put("scaling", Json.lowerCase(f.scaling()));
      // An absent bound is an infinite one, for which JSON has no number.
      if (f.min() > Double.NEGATIVE_INFINITY) {
        to.put("min", f.min());
      }
      if (f.max() < Double.POSITIVE_INFINITY) {
        to.put("max", f.max());
      }
    } else if (feature instanceof Feature.Categorical f) {
      to.put("type", "categorical").put("buckets", f.buckets());
      if (f.embedding() > 0) {
        to.put("embedding", f.embedding());
      }
    } else if (feature instanceof Feature.Vector f) {
      to.put("type", "vector").put("size", f.size()).put("scaling", Json.lowerCase(f.scaling()));
    } else if (feature instanceof Feature.History f) {
      to.put("type", "history").put("of", Json.lowerCase(f.of()));
      to.put("aggregate", Json.lowerCase(f.aggregate())).put("over", f.over()).put("lag", f.lag());
      to.put("scaling", Json.lowerCase(f.scaling()));
    } else {
      to.put("type", "flag");
    }
  }

  private static Feature decodeFeature(Json from) throws ArtifactException {
    String name = from.text("name");
    String field = from.text("field");
    String type = from.text("type");
    return switch (type) {
      case "numeric" ->
          new Feature.Numeric(
              name,
              field,
              from.oneOf(Feature.Transform.class, "transform"),
              from.oneOf(Feature.Scaling.class, "scaling"),
              bound(from.optional("min"), Double.NEGATIVE_INFINITY),
              bound(from.optional("max"), Double.POSITIVE_INFINITY));
      case "categorical" ->
          new Feature.Categorical(
              name,
              field,
              from.integer("buckets"),
              from.optional("embedding") == null ? 0 : from.integer("embedding"));
      case "flag" -> new Feature.Flag(name, field);
      case "vector" ->
          new Feature.Vector(
              name, field, from.integer("size"), from.oneOf(Feature.Scaling.class, "scaling"));
      case "history" ->
          new Feature.History(
              name,
              from.oneOf(Feature.History.Of.class, "of"),
              field,
              from.oneOf(Feature.History.Aggregate.class, "aggregate"),
              from.integer("over"),
              from.integer("lag"),
              from.oneOf(Feature.Scaling.class, "scaling"));
      default -> throw unknown(from, type);
    };
  }

  private static double bound(@Nullable Json bound, double otherwise) throws ArtifactException {
    return bound == null ? otherwise : bound.asDouble();
  }

  private static ArtifactException unknown(Json at, String type) {
    return new ArtifactException("%s.type: unknown value '%s'".formatted(at.path(), type));
  }
}
