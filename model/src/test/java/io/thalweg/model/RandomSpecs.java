package io.thalweg.model;

import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.ImageFeature.Shape;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.TimeFeature.Cycle;
import io.thalweg.model.feature.TimeFeature.Unit;
import io.thalweg.model.feature.VocabularyFeature;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded random specs, for tests. */
public final class RandomSpecs {
  private static final int EMBEDDING = 3;

  private RandomSpecs() {}

  public static ModelSpec spec(Random random) {
    FeatureSpec features = features(random);
    Head head =
        switch (random.nextInt(6)) {
          case 0 -> new Head.Binary();
          case 1 -> {
            int classes = 2 + random.nextInt(6);
            yield new Head.Multiclass(classes, Math.min(4, classes));
          }
          case 2 -> new Head.Quantile(List.of(0.1, 0.25 + random.nextDouble() / 2, 0.9));
          case 3 -> new Head.Huber(0.1 + random.nextDouble());
          case 4 -> multilabel(2 + random.nextInt(40), random.nextBoolean());
          default -> new Head.Regression();
        };
    return new ModelSpec(
        "random", features, architecture(random, features, head), head, random.nextLong());
  }

  private static Head multilabel(int labels, boolean named) {
    return named
        ? new Head.Multilabel(IntStream.range(0, labels).mapToObj(i -> "Thema " + i).toList())
        : new Head.Multilabel(labels);
  }

  private static Architecture architecture(Random random, FeatureSpec features, Head head) {
    Fields fields = Fields.of(features);
    int width = fields.width();
    return switch (random.nextInt(9)) {
      case 0 -> new WideAndDeep(layers(random, width), crosses(fields));
      case 1 ->
          new DcnV2(
              1 + random.nextInt(3),
              random.nextInt(3),
              pick(random, DcnV2.Structure.values()),
              layers(random, width));
      case 2 ->
          fields.embedded().isEmpty() || fields.all().size() < 2 || head.outputs() > 1
              ? new Mlp(layers(random, width))
              : new DeepFm(layers(random, EMBEDDING * fields.all().size()));
      case 3 ->
          fields.embedded().isEmpty() || fields.all().size() < 2
              ? new Mlp(layers(random, width))
              : new Dlrm(
                  List.of(new ModelSpec.Dense(EMBEDDING, ModelSpec.Activation.TANH)),
                  List.of(new ModelSpec.Dense(5, ModelSpec.Activation.RELU)));
      case 4 -> convolutions(random, features);
      case 5 -> recurrent(random, features);
      case 6 -> {
        List<ModelSpec.Dense> layers = layers(random, width);
        yield new Experts(layers, 2 + random.nextInt(3), !layers.isEmpty() && random.nextBoolean());
      }
      default -> new Mlp(layers(random, width));
    };
  }

  /** Over all sequences that are as long as the first. */
  private static Architecture recurrent(Random random, FeatureSpec features) {
    List<String> names = new ArrayList<>();
    int steps = 0;
    for (Feature f : features.features()) {
      if (f instanceof Feature.History h && h.isSequence() && (steps == 0 || steps == h.over())) {
        steps = h.over();
        names.add(h.name());
      }
    }
    return names.isEmpty() ? new Mlp(List.of()) : new Gru(names, 1 + random.nextInt(6), List.of());
  }

  /** Over the first vector as an image of one row, or of one number in as many channels. */
  private static Architecture convolutions(Random random, FeatureSpec features) {
    for (Feature f : features.features()) {
      if (f instanceof Feature.Vector v) {
        boolean flat = random.nextBoolean();
        Images image = flat ? new Images(1, 1, v.size()) : new Images(v.size(), 1, 1);
        List<Cnn.Convolution> convolutions = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
          convolutions.add(
              new Cnn.Convolution(
                  1 + random.nextInt(4),
                  new Images.Window(3, 1 + random.nextInt(2), 1 + random.nextInt(2)),
                  pick(random, ModelSpec.Activation.values()),
                  1));
        }
        return new Cnn(v.name(), image, convolutions, List.of());
      }
    }
    return new Mlp(List.of());
  }

  /** Of the first and the last feature with vectors. */
  private static List<WideAndDeep.Cross> crosses(Fields fields) {
    List<Fields.Field> embedded =
        fields.embedded().stream().filter(Fields.Field::isCategory).toList();
    return embedded.isEmpty()
        ? List.of()
        : List.of(
            new WideAndDeep.Cross(
                embedded.get(0).name(), embedded.get(embedded.size() - 1).name()));
  }

  /** Rows of a dense input, numbers for columns and for categories. */
  public static float[] row(Random random, FeatureSpec features) {
    float[] row = gaussians(random, features.width());
    Fields fields = Fields.of(features);
    for (Fields.Field f : fields.embedded()) {
      for (int i = f.from(); i < f.to(); i++) {
        row[i] = random.nextInt(f.vectors().orElseThrow().largest() + 1);
      }
    }
    for (Feature f : features.features()) {
      Fields.Field at = fields.named(f.name());
      for (int i = at.from() + f.slots(); i < at.to() && f instanceof Feature.History; i++) {
        row[i] = random.nextInt(3) == 0 ? 0 : 1; // which steps of a sequence are there
      }
    }
    return row;
  }

  private static List<ModelSpec.Dense> layers(Random random, int inputs) {
    List<ModelSpec.Dense> layers = new ArrayList<>();
    int width = inputs;
    for (int i = random.nextInt(4); i > 0; i--) {
      boolean residual = random.nextInt(3) == 0;
      int units = residual ? width : 2 + random.nextInt(40);
      layers.add(
          new ModelSpec.Dense(
              units,
              pick(random, ModelSpec.Activation.values()),
              units > 1 && random.nextInt(3) == 0,
              random.nextInt(3) == 0 ? 0.3f : 0,
              residual));
      width = units;
    }
    return layers;
  }

  public static FeatureSpec features(Random random) {
    List<Feature> features = new ArrayList<>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      String name = "f" + i;
      features.add(
          switch (random.nextInt(11)) {
            case 0 ->
                new Feature.Numeric(
                    name,
                    "field-" + name,
                    pick(random, Transform.values()),
                    pick(random, Scaling.values()),
                    random.nextBoolean() ? -0.5 : Double.NEGATIVE_INFINITY,
                    random.nextBoolean() ? 1e6 : Double.POSITIVE_INFINITY,
                    new Feature.Clip(
                        random.nextBoolean() ? 0 : Double.NEGATIVE_INFINITY,
                        random.nextBoolean() ? 7.5 : Double.POSITIVE_INFINITY));
            case 1 ->
                new Feature.Categorical(
                    name, name, 1 + random.nextInt(9), random.nextBoolean() ? EMBEDDING : 0);
            case 2 -> new Feature.Flag(name, name);
            case 3 -> {
              boolean label = random.nextBoolean();
              Aggregate aggregate =
                  random.nextBoolean() ? Aggregate.SEQUENCE : pick(random, Aggregate.values());
              boolean hasWindow =
                  aggregate == Aggregate.RATE
                      || (aggregate.compareTo(Aggregate.RATE) < 0 && random.nextBoolean());
              yield new Feature.History(
                  name,
                  label ? Feature.History.Of.LABEL : Feature.History.Of.FIELD,
                  label ? "" : "field-" + name,
                  aggregate,
                  1 + random.nextInt(9),
                  1 + random.nextInt(9),
                  pick(random, Scaling.values()),
                  aggregate == Aggregate.SEQUENCE
                      ? Transform.NONE
                      : pick(random, Transform.values()),
                  hasWindow ? 1 + random.nextInt(1_000_000) : 0);
            }
            case 8 ->
                new Feature.Numeric(
                    name,
                    name,
                    pick(random, Transform.values()),
                    Scaling.NONE,
                    random.nextBoolean() ? -0.5 : Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Feature.Clip.NONE,
                    new Feature.Quantiles(2 + random.nextInt(9), 1 + random.nextInt(9)));
            case 9 ->
                new VocabularyFeature(
                    name,
                    name,
                    1 + random.nextInt(9),
                    1 + random.nextInt(9),
                    random.nextInt(9),
                    random.nextBoolean() ? EMBEDDING : 0);
            case 4 ->
                new MultiValuedFeature(
                    name,
                    name,
                    1 + random.nextInt(9),
                    1 + random.nextInt(5),
                    pick(random, Combine.values()),
                    random.nextBoolean() ? EMBEDDING : 0);
            case 5 ->
                new TextFeature(
                    name,
                    name,
                    pick(random, Ngrams.values()),
                    1 + random.nextInt(3),
                    pick(random, Letters.values()),
                    1 + random.nextInt(9),
                    1 + random.nextInt(5),
                    pick(random, Combine.values()),
                    random.nextBoolean() ? EMBEDDING : 0);
            case 6 ->
                new TimeFeature(
                    name,
                    name,
                    random.nextBoolean() ? List.of(Cycle.values()) : List.of(Cycle.DAY_OF_WEEK),
                    ZoneId.of(random.nextBoolean() ? "Europe/Zurich" : "Z"),
                    pick(random, Unit.values()));
            case 7 ->
                new ImageFeature(
                    name,
                    name,
                    new Shape(1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3)),
                    pick(random, Scaling.values()));
            default ->
                new Feature.Vector(
                    name, name, 1 + random.nextInt(9), pick(random, Scaling.values()));
          });
    }
    List<String> categories =
        features.stream().filter(Feature::isCategory).map(Feature::name).toList();
    if (categories.size() > 1) {
      int embedding = random.nextBoolean() ? EMBEDDING : 0;
      features.add(new CrossFeature("x", categories, 1 + random.nextInt(9), embedding));
    }
    return new FeatureSpec(features);
  }

  public static float[] gaussians(Random random, int length) {
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static <T> T pick(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
