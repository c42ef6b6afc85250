package io.thalweg.model.config;

import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Quantiles;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.VocabularyFeature;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads one element of {@code features}. Stateless. */
final class FeatureConfig {
  private static final int MAX_COLUMNS = ModelConfig.MAX_COLUMNS;
  private static final int MAX_EMBEDDING = 1 << 12;

  /** Values of a key that one history looks back. */
  private static final int MAX_PAST = 10_000;

  /** Of a window that doesn't say how many it keeps. */
  private static final int PAST_OF_WINDOW = 256;

  /** Values of an array, and n-grams of a text: each is a slot in every row. */
  private static final int MAX_VALUES = 10_000;

  private static final int MAX_N = 8;
  private static final int MAX_QUANTILES = 1_000;
  private static final long MAX_COUNT = 1_000_000_000;

  /** Each place makes a round's vector 26 numbers longer. */
  private static final int MAX_VOCABULARY = 1 << 15;

  /** As long as a field of bytes may be. */
  private static final int MAX_IMAGE_BYTES = 1 << 16;

  private enum FeatureType {
    NUMERIC,
    CATEGORICAL,
    FLAG,
    VECTOR,
    HISTORY,
    MULTI_VALUED,
    CROSS,
    TEXT,
    TIME,
    IMAGE
  }

  private FeatureConfig() {}

  static Feature read(ConfigNode node) {
    String name = node.string("name");
    FeatureType type = node.oneOf("type", FeatureType.class);
    boolean hasField = type != FeatureType.HISTORY && type != FeatureType.CROSS;
    String field = hasField ? node.string("field", name) : "";
    return switch (type) {
      case HISTORY -> history(node, name);
      case NUMERIC -> numeric(node, name, field);
      case CATEGORICAL -> categorical(node, name, field);
      case FLAG -> new Feature.Flag(name, field);
      case VECTOR -> {
        Scaling scaling = node.oneOf("scaling", Scaling.class, Scaling.NONE);
        yield new Feature.Vector(name, field, node.intIn("size", 1, MAX_COLUMNS), scaling);
      }
      case MULTI_VALUED ->
          new MultiValuedFeature(
              name,
              field,
              buckets(node),
              node.intIn("max", 1, MAX_VALUES, 16),
              node.oneOf("combine", Combine.class, Combine.SUM),
              embedding(node));
      case CROSS -> cross(node, name);
      case TEXT -> text(node, name, field);
      case TIME -> time(node, name, field);
      case IMAGE -> image(node, name, field);
    };
  }

  private static Feature numeric(ConfigNode node, String name, String field) {
    double min = bound(node, "min", Double.NEGATIVE_INFINITY);
    double max = bound(node, "max", Double.POSITIVE_INFINITY);
    if (min > max) {
      throw node.required("min").refuse("a number up to max, which is " + max);
    }
    Transform transform = node.oneOf("transform", Transform.class, Transform.NONE);
    Quantiles quantiles = quantiles(node);
    boolean buckets = !quantiles.equals(Quantiles.NONE);
    if (buckets && node.has("scaling")) {
      throw node.required("scaling").refuse("nothing, because buckets aren't scaled");
    }
    Scaling scaling =
        buckets ? Scaling.NONE : node.oneOf("scaling", Scaling.class, Scaling.STANDARDIZE);
    boolean atMinAndMax = node.has("clip") && node.required("clip").isScalar() && node.bool("clip");
    if (atMinAndMax) {
      Clip clip = new Clip(min, max);
      if (clip.equals(Clip.NONE)) {
        throw node.required("clip").refuse("bounds such as [0, 100], or min or max beside it");
      }
      double none = Double.POSITIVE_INFINITY;
      return new Feature.Numeric(name, field, transform, scaling, -none, none, clip, quantiles);
    }
    Clip clip = node.has("clip") && !node.required("clip").isScalar() ? clip(node) : Clip.NONE;
    return new Feature.Numeric(name, field, transform, scaling, min, max, clip, quantiles);
  }

  private static Quantiles quantiles(ConfigNode node) {
    if (!node.has("buckets")) {
      return Quantiles.NONE;
    }
    ConfigNode buckets = node.required("buckets");
    if (!buckets.isMapping()) {
      throw buckets.refuse("a mapping such as {quantiles: 10}");
    }
    return new Quantiles(
        buckets.intIn("quantiles", 2, MAX_QUANTILES),
        buckets.longIn("settle-after", 1, MAX_COUNT, 10_000));
  }

  private static Clip clip(ConfigNode node) {
    List<ConfigNode> bounds = node.required("clip").elements();
    if (bounds.size() != 2) {
      throw node.required("clip").refuse("true, or two bounds such as [0, 100]");
    }
    double low = bounds.get(0).doubleIn(-Double.MAX_VALUE, Double.MAX_VALUE);
    double high = bounds.get(1).doubleIn(-Double.MAX_VALUE, Double.MAX_VALUE);
    if (low > high) {
      throw bounds.get(0).refuse("a number up to the other bound, which is " + high);
    }
    return new Clip(low, high);
  }

  private static Feature categorical(ConfigNode node, String name, String field) {
    if (!node.has("vocabulary")) {
      return new Feature.Categorical(name, field, buckets(node), embedding(node));
    }
    ConfigNode vocabulary = node.required("vocabulary");
    if (!vocabulary.isMapping()) {
      throw vocabulary.refuse("a mapping such as {size: 1000}");
    }
    if (node.has("buckets")) {
      throw node.required("buckets").refuse("nothing, because there is a vocabulary");
    }
    return new VocabularyFeature(
        name,
        field,
        vocabulary.intIn("size", 1, MAX_VOCABULARY),
        vocabulary.longIn("admit-after", 1, MAX_COUNT, 5),
        vocabulary.longIn("expire-after", 1, MAX_COUNT, 0),
        embedding(node));
  }

  private static Feature history(ConfigNode node, String name) {
    History.Of of = node.oneOf("of", History.Of.class, History.Of.FIELD);
    boolean label = of == History.Of.LABEL;
    if (label && node.has("field")) {
      throw node.required("field").refuse("nothing, because of is label");
    }
    String field = label ? "" : node.required("field", "the record's field, or of: label").string();
    History.Aggregate aggregate =
        node.oneOf("aggregate", History.Aggregate.class, History.Aggregate.LAST);
    long withinMillis = withinMillis(node, aggregate);
    boolean sinceLast = aggregate == History.Aggregate.SINCE_LAST;
    if (sinceLast && node.has("over")) {
      throw node.required("over").refuse("nothing, because aggregate is since-last");
    }
    if (aggregate == History.Aggregate.SEQUENCE && node.has("transform")) {
      throw node.required("transform").refuse("nothing, because aggregate is sequence");
    }
    return new History(
        name,
        of,
        field,
        aggregate,
        node.intIn("over", 1, MAX_PAST, withinMillis > 0 ? PAST_OF_WINDOW : 1),
        node.intIn("lag", label || sinceLast ? 1 : 0, MAX_PAST, 1),
        node.oneOf("scaling", Scaling.class, Scaling.STANDARDIZE),
        node.oneOf("transform", Transform.class, Transform.NONE),
        withinMillis);
  }

  private static long withinMillis(ConfigNode node, History.Aggregate aggregate) {
    if (!node.has("within")) {
      if (aggregate == History.Aggregate.RATE) {
        node.required("within", "how far back the window of a rate reaches, such as 10m");
      }
      return 0;
    }
    if (aggregate == History.Aggregate.SEQUENCE || aggregate == History.Aggregate.SINCE_LAST) {
      throw node.required("within")
          .refuse(
              "nothing, because aggregate is "
                  + (aggregate == History.Aggregate.SEQUENCE ? "sequence" : "since-last"));
    }
    return node.duration("within").toMillis();
  }

  private static Feature cross(ConfigNode node, String name) {
    List<String> of = new ArrayList<>();
    String want = "two or more names of categorical features such as [country, device]";
    for (ConfigNode element : node.required("of", want).elements()) {
      if (of.contains(element.string())) {
        throw element.refuse("another name, because it is crossed already");
      }
      of.add(element.string());
    }
    if (of.size() < 2) {
      throw node.required("of").refuse(want);
    }
    return new CrossFeature(name, of, buckets(node), embedding(node));
  }

  /** Refuses a cross of what isn't among the features. */
  static void requireCategories(ConfigNode node, CrossFeature cross, List<Feature> features) {
    List<String> categories =
        features.stream().filter(Feature::isCategory).map(Feature::name).toList();
    for (ConfigNode element : node.required("of").elements()) {
      if (!categories.contains(element.string())) {
        throw element.refuse(
            "the name of a categorical feature"
                + (categories.isEmpty() ? "" : ": " + String.join(", ", categories)));
      }
    }
  }

  private static Feature text(ConfigNode node, String name, String field) {
    Ngrams ngrams = node.oneOf("ngrams", Ngrams.class, Ngrams.WORDS);
    return new TextFeature(
        name,
        field,
        ngrams,
        node.intIn("n", 1, MAX_N, ngrams == Ngrams.WORDS ? 1 : 3),
        node.bool("lower-case", true) ? Letters.LOWERED : Letters.AS_THEY_ARE,
        buckets(node),
        node.intIn("max", 1, MAX_VALUES, 64),
        node.oneOf("combine", Combine.class, Combine.MEAN),
        embedding(node));
  }

  private static Feature time(ConfigNode node, String name, String field) {
    List<TimeFeature.Cycle> cycles = new ArrayList<>();
    for (ConfigNode element : node.list("cycles")) {
      TimeFeature.Cycle cycle = element.oneOf(TimeFeature.Cycle.class);
      if (cycles.contains(cycle)) {
        throw element.refuse("each cycle once");
      }
      cycles.add(cycle);
    }
    if (cycles.isEmpty() && node.has("cycles")) {
      throw node.required("cycles").refuse("at least one cycle such as [hour-of-day]");
    }
    return new TimeFeature(
        name,
        field,
        cycles.isEmpty()
            ? List.of(TimeFeature.Cycle.HOUR_OF_DAY, TimeFeature.Cycle.DAY_OF_WEEK)
            : cycles,
        zone(node),
        node.oneOf("unit", TimeFeature.Unit.class, TimeFeature.Unit.MILLIS));
  }

  private static ZoneId zone(ConfigNode node) {
    try {
      return ZoneId.of(node.string("zone", "UTC"));
    } catch (DateTimeException e) {
      throw node.required("zone").refuse("a time zone such as UTC, +02:00 or Europe/Zurich");
    }
  }

  private static Feature image(ConfigNode node, String name, String field) {
    int height = node.intIn("height", 1, MAX_IMAGE_BYTES);
    int width = node.intIn("width", 1, MAX_IMAGE_BYTES);
    int channels = node.intIn("channels", 1, MAX_IMAGE_BYTES, 1);
    if ((long) height * width * channels > MAX_IMAGE_BYTES) {
      throw node.required("height")
          .refuse("a smaller image: height x width x channels up to " + MAX_IMAGE_BYTES);
    }
    return new ImageFeature(
        name,
        field,
        new ImageFeature.Shape(channels, height, width),
        node.oneOf("scaling", Scaling.class, Scaling.NONE));
  }

  private static int buckets(ConfigNode node) {
    return node.intIn("buckets", 1, MAX_COLUMNS);
  }

  private static int embedding(ConfigNode node) {
    return node.intIn("embedding", 0, MAX_EMBEDDING, 0);
  }

  private static double bound(ConfigNode node, String key, double otherwise) {
    return node.doubleIn(key, -Double.MAX_VALUE, Double.MAX_VALUE, otherwise);
  }
}
