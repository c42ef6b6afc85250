package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.VocabularyFeature;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A feature as an object in a manifest. Stateless. */
final class FeatureCodec {
  private FeatureCodec() {}

  /** The first format of manifests that has words for it. */
  static int format(Feature feature) {
    if (feature instanceof Feature.Numeric f) {
      return f.clip().equals(Feature.Clip.NONE) && !f.hasQuantiles() ? 2 : 4;
    } else if (feature instanceof Feature.Categorical f) {
      return f.embedding() > 0 ? 3 : 2;
    } else if (feature instanceof Feature.History f) {
      return f.isTimed() || f.transform() != Feature.Transform.NONE ? 5 : 3;
    }
    return feature instanceof Feature.Flag || feature instanceof Feature.Vector ? 2 : 4;
  }

  static void encode(Feature feature, ObjectNode to) {
    to.put("name", feature.name()).put("field", feature.field());
    if (feature instanceof Feature.Numeric f) {
      to.put("type", "numeric").put("transform", Json.lowerCase(f.transform()));
      to.put("scaling", Json.lowerCase(f.scaling()));
      putFinite(to, "min", f.min());
      putFinite(to, "max", f.max());
      putFinite(to, "clipLow", f.clip().low());
      putFinite(to, "clipHigh", f.clip().high());
      if (f.hasQuantiles()) {
        to.put("quantiles", f.quantiles().buckets());
        to.put("settleAfter", f.quantiles().settleAfter());
      }
    } else if (feature instanceof Feature.Categorical f) {
      to.put("type", "categorical").put("buckets", f.buckets());
      putEmbedding(to, f.embedding());
    } else if (feature instanceof Feature.Vector f) {
      to.put("type", "vector").put("size", f.size()).put("scaling", Json.lowerCase(f.scaling()));
    } else if (feature instanceof Feature.History f) {
      to.put("type", "history").put("of", Json.lowerCase(f.of()));
      to.put("aggregate", Json.lowerCase(f.aggregate())).put("over", f.over()).put("lag", f.lag());
      to.put("scaling", Json.lowerCase(f.scaling()));
      if (f.withinMillis() > 0) {
        to.put("withinMillis", f.withinMillis());
      }
      if (f.transform() != Feature.Transform.NONE) {
        to.put("transform", Json.lowerCase(f.transform()));
      }
    } else if (feature instanceof VocabularyFeature f) {
      to.put("type", "vocabulary").put("size", f.size()).put("admitAfter", f.admitAfter());
      to.put("expireAfter", f.expireAfter());
      putEmbedding(to, f.embedding());
    } else if (feature instanceof CrossFeature f) {
      ArrayNode of = to.put("type", "cross").putArray("of");
      f.of().forEach(of::add);
      to.put("buckets", f.buckets());
      putEmbedding(to, f.embedding());
    } else if (feature instanceof MultiValuedFeature f) {
      to.put("type", "multi_valued").put("buckets", f.buckets()).put("max", f.max());
      to.put("combine", Json.lowerCase(f.combine()));
      putEmbedding(to, f.embedding());
    } else if (feature instanceof TextFeature f) {
      to.put("type", "text").put("ngrams", Json.lowerCase(f.ngrams())).put("n", f.n());
      to.put("letters", Json.lowerCase(f.letters())).put("buckets", f.buckets());
      to.put("max", f.max()).put("combine", Json.lowerCase(f.combine()));
      putEmbedding(to, f.embedding());
    } else if (feature instanceof TimeFeature f) {
      ArrayNode cycles = to.put("type", "time").putArray("cycles");
      f.cycles().forEach(c -> cycles.add(Json.lowerCase(c)));
      to.put("zone", f.zone().getId()).put("unit", Json.lowerCase(f.unit()));
    } else if (feature instanceof ImageFeature f) {
      to.put("type", "image").put("channels", f.shape().channels());
      to.put("height", f.shape().height()).put("width", f.shape().width());
      to.put("scaling", Json.lowerCase(f.scaling()));
    } else {
      to.put("type", "flag");
    }
  }

  static Feature decode(Json from) throws ArtifactException {
    String name = from.text("name");
    String field = from.text("field");
    String type = from.text("type");
    return switch (type) {
      case "numeric" -> numeric(from, name, field);
      case "categorical" ->
          new Feature.Categorical(name, field, from.integer("buckets"), embedding(from));
      case "flag" -> new Feature.Flag(name, field);
      case "vector" ->
          new Feature.Vector(
              name, field, from.integer("size"), from.oneOf(Feature.Scaling.class, "scaling"));
      case "history" -> history(from, name, field);
      case "vocabulary" ->
          new VocabularyFeature(
              name,
              field,
              from.integer("size"),
              from.longInteger("admitAfter"),
              from.longInteger("expireAfter"),
              embedding(from));
      case "cross" -> cross(from, name);
      case "multi_valued" ->
          new MultiValuedFeature(
              name,
              field,
              from.integer("buckets"),
              from.integer("max"),
              from.oneOf(Combine.class, "combine"),
              embedding(from));
      case "text" -> text(from, name, field);
      case "time" -> time(from, name, field);
      case "image" ->
          new ImageFeature(
              name,
              field,
              new ImageFeature.Shape(
                  from.integer("channels"), from.integer("height"), from.integer("width")),
              from.oneOf(Feature.Scaling.class, "scaling"));
      default -> throw unknown(from.field("type"), type);
    };
  }

  private static Feature numeric(Json from, String name, String field) throws ArtifactException {
    return new Feature.Numeric(
        name,
        field,
        from.oneOf(Feature.Transform.class, "transform"),
        from.oneOf(Feature.Scaling.class, "scaling"),
        bound(from.optional("min"), Double.NEGATIVE_INFINITY),
        bound(from.optional("max"), Double.POSITIVE_INFINITY),
        new Feature.Clip(
            bound(from.optional("clipLow"), Double.NEGATIVE_INFINITY),
            bound(from.optional("clipHigh"), Double.POSITIVE_INFINITY)),
        from.optional("quantiles") == null
            ? Feature.Quantiles.NONE
            : new Feature.Quantiles(from.integer("quantiles"), from.longInteger("settleAfter")));
  }

  private static Feature cross(Json from, String name) throws ArtifactException {
    List<String> of = new ArrayList<>();
    for (Json element : from.field("of").elements()) {
      of.add(element.asText());
    }
    return new CrossFeature(name, of, from.integer("buckets"), embedding(from));
  }

  private static Feature text(Json from, String name, String field) throws ArtifactException {
    return new TextFeature(
        name,
        field,
        from.oneOf(TextFeature.Ngrams.class, "ngrams"),
        from.integer("n"),
        from.oneOf(TextFeature.Letters.class, "letters"),
        from.integer("buckets"),
        from.integer("max"),
        from.oneOf(Combine.class, "combine"),
        embedding(from));
  }

  private static Feature time(Json from, String name, String field) throws ArtifactException {
    List<TimeFeature.Cycle> cycles = new ArrayList<>();
    for (Json element : from.field("cycles").elements()) {
      try {
        cycles.add(TimeFeature.Cycle.valueOf(element.asText().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw unknown(element, element.asText());
      }
    }
    Json zone = from.field("zone");
    try {
      return new TimeFeature(
          name,
          field,
          cycles,
          ZoneId.of(zone.asText()),
          from.oneOf(TimeFeature.Unit.class, "unit"));
    } catch (DateTimeException e) {
      throw unknown(zone, zone.asText());
    }
  }

  /** An absent bound is an infinite one, for which JSON has no number. */
  private static void putFinite(ObjectNode to, String name, double bound) {
    if (!Double.isInfinite(bound)) {
      to.put(name, bound);
    }
  }

  private static double bound(@Nullable Json bound, double otherwise) throws ArtifactException {
    return bound == null ? otherwise : bound.asDouble();
  }

  private static Feature.History history(Json from, String name, String field)
      throws ArtifactException {
    return new Feature.History(
        name,
        from.oneOf(Feature.History.Of.class, "of"),
        field,
        from.oneOf(Feature.History.Aggregate.class, "aggregate"),
        from.integer("over"),
        from.integer("lag"),
        from.oneOf(Feature.Scaling.class, "scaling"),
        from.optional("transform") == null
            ? Feature.Transform.NONE
            : from.oneOf(Feature.Transform.class, "transform"),
        from.optional("withinMillis") == null ? 0 : from.longInteger("withinMillis"));
  }

  private static void putEmbedding(ObjectNode to, int embedding) {
    if (embedding > 0) {
      to.put("embedding", embedding);
    }
  }

  private static int embedding(Json from) throws ArtifactException {
    return from.optional("embedding") == null ? 0 : from.integer("embedding");
  }

  private static ArtifactException unknown(Json at, String value) {
    return new ArtifactException("%s: unknown value '%s'".formatted(at.path(), value));
  }
}
