package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Architecture;
import io.thalweg.model.DcnV2;
import io.thalweg.model.DeepFm;
import io.thalweg.model.Dlrm;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.WideAndDeep;
import io.thalweg.model.WideAndDeep.Cross;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Quantiles;
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
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
  private static final FeatureSpec ONE = new FeatureSpec(List.of(new Feature.Flag("a", "a")));

  @Test
  void everyKeyIsMapped() {
    ConfigNode root =
        parse(
            """
            features:
              - {name: amount, type: numeric, transform: log1p, scaling: none, min: 0, max: 1e6}
              - {name: merchant, type: categorical, buckets: 32, field: merchant_category}
              - {name: present, type: flag}
              - {name: embedding, type: vector, size: 16, scaling: standardize}
              - {name: m, type: history, field: p, over: 48, aggregate: mean, lag: 0, scaling: none}
              - {name: before, type: history, of: label}
              - {name: r, type: history, field: p, aggregate: rate, within: 10m, transform: log1p}
              - {name: age, type: history, field: p, aggregate: since-last, lag: 2}
            model:
              type: mlp
              layers:
                - 64
                - {units: 32, activation: tanh}
                - {units: 32, activation: silu, layer-norm: true, dropout: 0.1, residual: true}
              head: {type: multiclass, classes: 10}
              seed: -7
            """);

    FeatureSpec features = ModelConfig.features(root.required("features"));

    assertThat(features.features())
        .containsExactly(
            new Feature.Numeric("amount", "amount", Transform.LOG1P, Scaling.NONE, 0, 1e6),
            new Feature.Categorical("merchant", "merchant_category", 32),
            new Feature.Flag("present", "present"),
            new Feature.Vector("embedding", "embedding", 16, Scaling.STANDARDIZE),
            new History("m", Of.FIELD, "p", Aggregate.MEAN, 48, 0, Scaling.NONE),
            new History("before", Of.LABEL, "", Aggregate.LAST, 1, 1, Scaling.STANDARDIZE),
            new History(
                "r",
                Of.FIELD,
                "p",
                Aggregate.RATE,
                256,
                1,
                Scaling.STANDARDIZE,
                Transform.LOG1P,
                600_000),
            new History("age", Of.FIELD, "p", Aggregate.SINCE_LAST, 1, 2, Scaling.STANDARDIZE));
    assertThat(ModelConfig.model("m", features, root.section("model")))
        .isEqualTo(
            new ModelSpec(
                "m",
                features,
                List.of(
                    new Dense(64, Activation.RELU),
                    new Dense(32, Activation.TANH),
                    new Dense(32, Activation.SILU, true, 0.1f, true)),
                new Head.Multiclass(10),
                -7));
    root.refuseUnknown();
  }

  @Test
  void defaults() {
    ConfigNode root =
        parse(
            """
            features: [{name: x, type: numeric}, {name: v, type: vector, size: 2}]
            model: {head: binary}
            """);

    FeatureSpec features = ModelConfig.features(root.required("features"));

    assertThat(features.features())
        .containsExactly(
            new Feature.Numeric(
                "x",
                "x",
                Transform.NONE,
                Scaling.STANDARDIZE,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY),
            new Feature.Vector("v", "v", 2, Scaling.NONE));
    assertThat(ModelConfig.model("m", features, root.section("model")))
        .isEqualTo(new ModelSpec("m", features, List.of(), new Head.Binary(), 42));
  }

  @Test
  void aHeadMayGrowToMoreClassesThanThereAreAtTheStart() {
    assertThat(head("{type: multiclass, classes: 2, grow-to: 10}"))
        .isEqualTo(new Head.Multiclass(10, 2));
    assertThat(head("{type: multiclass, classes: 3}")).isEqualTo(new Head.Multiclass(3));
    assertModelRefused(
        "{head: {type: multiclass, classes: 3, grow-to: 2}}",
        "m.yaml:1: model.head.grow-to is '2'; write a whole number from 3 to 65536");
  }

  @Test
  void everyKeyOfFurtherFeaturesIsMapped() {
    List<Feature> read =
        features(
            """
            features:
              - {name: a, type: numeric, scaling: none, min: 0, max: 10, clip: true}
              - {name: b, type: numeric, scaling: none, min: 0, clip: [1, 2.5]}
              - {name: c, type: numeric, scaling: none, min: 0, clip: false}
              - {name: q, type: numeric, buckets: {quantiles: 20, settle-after: 5000}, clip: [1, 2]}
              - {name: w, type: categorical, vocabulary: {size: 99, admit-after: 3, expire-after: 7}, embedding: 2}
              - {name: d, type: categorical, buckets: 9}
              - {name: e, type: categorical, buckets: 9}
              - {name: tags, type: multi-valued, field: t, buckets: 64, max: 5, combine: mean, embedding: 4}
              - {name: de, type: cross, of: [d, w, e], buckets: 128, embedding: 2}
              - {name: title, type: text, field: t, ngrams: characters, n: 4, lower-case: false, buckets: 99, max: 7, combine: sum, embedding: 3}
              - {name: at, type: time, field: t, cycles: [day-of-year, hour-of-day], zone: Europe/Zurich, unit: micros}
              - {name: photo, type: image, field: t, height: 4, width: 5, channels: 3, scaling: standardize}
            """);

    double none = Double.POSITIVE_INFINITY;
    assertThat(read)
        .containsExactly(
            numeric("a", -none, none, new Clip(0, 10)),
            numeric("b", 0, none, new Clip(1, 2.5)),
            numeric("c", 0, none, Clip.NONE),
            quantiles("q", new Clip(1, 2), new Quantiles(20, 5_000)),
            new VocabularyFeature("w", "w", 99, 3, 7, 2),
            new Feature.Categorical("d", "d", 9),
            new Feature.Categorical("e", "e", 9),
            new MultiValuedFeature("tags", "t", 64, 5, Combine.MEAN, 4),
            new CrossFeature("de", List.of("d", "w", "e"), 128, 2),
            new TextFeature(
                "title", "t", Ngrams.CHARACTERS, 4, Letters.AS_THEY_ARE, 99, 7, Combine.SUM, 3),
            new TimeFeature(
                "at",
                "t",
                List.of(Cycle.DAY_OF_YEAR, Cycle.HOUR_OF_DAY),
                ZoneId.of("Europe/Zurich"),
                Unit.MICROS),
            new ImageFeature("photo", "t", new Shape(3, 4, 5), Scaling.STANDARDIZE));
  }

  private static Feature numeric(String name, double min, double max, Clip clip) {
    return new Feature.Numeric(name, name, Transform.NONE, Scaling.NONE, min, max, clip);
  }

  private static Feature quantiles(String name, Clip clip, Quantiles quantiles) {
    double none = Double.POSITIVE_INFINITY;
    return new Feature.Numeric(
        name, name, Transform.NONE, Scaling.NONE, -none, none, clip, quantiles);
  }

  private static List<Feature> features(String yaml) {
    ConfigNode root = parse(yaml);
    List<Feature> read = ModelConfig.features(root.required("features")).features();
    root.refuseUnknown();
    return read;
  }

  @Test
  void defaultsOfFurtherFeatures() {
    assertThat(
            features(
                """
                features:
                  - {name: q, type: numeric, buckets: {quantiles: 10}}
                  - {name: w, type: categorical, vocabulary: {size: 99}}
                  - {name: tags, type: multi-valued, buckets: 64}
                  - {name: title, type: text, buckets: 99}
                  - {name: word, type: text, ngrams: characters, buckets: 99}
                  - {name: at, type: time}
                  - {name: photo, type: image, height: 4, width: 5}
                """))
        .containsExactly(
            quantiles("q", Clip.NONE, new Quantiles(10, 10_000)),
            new VocabularyFeature("w", "w", 99, 5, 0, 0),
            new MultiValuedFeature("tags", "tags", 64, 16, Combine.SUM, 0),
            text("title", Ngrams.WORDS, 1),
            text("word", Ngrams.CHARACTERS, 3),
            new TimeFeature(
                "at",
                "at",
                List.of(Cycle.HOUR_OF_DAY, Cycle.DAY_OF_WEEK),
                ZoneId.of("UTC"),
                Unit.MILLIS),
            new ImageFeature("photo", "photo", new Shape(1, 4, 5), Scaling.NONE));
  }

  private static Feature text(String name, Ngrams ngrams, int n) {
    return new TextFeature(name, name, ngrams, n, Letters.LOWERED, 99, 64, Combine.MEAN, 0);
  }

  @Test
  void mistakesInFurtherFeaturesSayWhatToWrite() {
    assertFeaturesRefused(
        "[{name: a, type: numeric, clip: true}]",
        "m.yaml:1: features[0].clip is 'true'; write bounds such as [0, 100], or min or max beside"
            + " it");
    assertFeaturesRefused(
        "[{name: a, type: numeric, buckets: 10}]",
        "m.yaml:1: features[0].buckets is '10'; write a mapping such as {quantiles: 10}");
    assertFeaturesRefused(
        "[{name: a, type: numeric, buckets: {quantiles: 1}}]",
        "m.yaml:1: features[0].buckets.quantiles is '1'; write a whole number from 2 to 1000");
    assertFeaturesRefused(
        "[{name: a, type: numeric, buckets: {quantiles: 4}, scaling: standardize}]",
        "m.yaml:1: features[0].scaling is 'standardize'; leave it out, because buckets aren't"
            + " scaled");
    assertFeaturesRefused(
        "[{name: a, type: categorical, vocabulary: 10}]",
        "m.yaml:1: features[0].vocabulary is '10'; write a mapping such as {size: 1000}");
    assertFeaturesRefused(
        "[{name: a, type: categorical, vocabulary: {size: 40000}}]",
        "m.yaml:1: features[0].vocabulary.size is '40000'; write a whole number from 1 to 32768");
    assertFeaturesRefused(
        "[{name: a, type: categorical, vocabulary: {size: 4}, buckets: 3}]",
        "m.yaml:1: features[0].buckets is '3'; leave it out, because there is a vocabulary");
    assertFeaturesRefused(
        "[{name: a, type: numeric, clip: [1]}]",
        "m.yaml:1: features[0].clip is a list; write true, or two bounds such as [0, 100]");
    assertFeaturesRefused(
        "[{name: a, type: numeric, clip: [1, 0]}]",
        "m.yaml:1: features[0].clip[0] is '1'; write a number up to the other bound, which is 0.0");
    assertFeaturesRefused(
        "[{name: a, type: categorical, buckets: 2}, {name: x, type: cross, of: [a], buckets: 4}]",
        "m.yaml:1: features[1].of is a list; write two or more names of categorical features such"
            + " as [country, device]");
    assertFeaturesRefused(
        "[{name: x, type: cross, of: [a, f], buckets: 4}, {name: f, type: flag},"
            + " {name: a, type: categorical, buckets: 2}]",
        "m.yaml:1: features[0].of[1] is 'f'; write the name of a categorical feature: a");
    assertFeaturesRefused(
        "[{name: x, type: cross, of: [a, a], buckets: 4}]",
        "m.yaml:1: features[0].of[1] is 'a'; write another name, because it is crossed already");
    assertFeaturesRefused(
        "[{name: t, type: text, buckets: 8, n: 9}]",
        "m.yaml:1: features[0].n is '9'; write a whole number from 1 to 8");
    assertFeaturesRefused(
        "[{name: t, type: time, zone: Mars}]",
        "m.yaml:1: features[0].zone is 'Mars'; write a time zone such as UTC, +02:00 or"
            + " Europe/Zurich");
    assertFeaturesRefused(
        "[{name: t, type: time, cycles: [hour]}]",
        "m.yaml:1: features[0].cycles[0] is 'hour'; write one of hour-of-day, day-of-week,"
            + " day-of-year");
    assertFeaturesRefused(
        "[{name: t, type: time, cycles: []}]",
        "m.yaml:1: features[0].cycles is a list; write at least one cycle such as [hour-of-day]");
    assertFeaturesRefused(
        "[{name: t, type: time, cycles: [day-of-week, day-of-week]}]",
        "m.yaml:1: features[0].cycles[1] is 'day-of-week'; write each cycle once");
    assertFeaturesRefused(
        "[{name: i, type: image, height: 256, width: 256, channels: 3}]",
        "m.yaml:1: features[0].height is '256'; write a smaller image: height x width x channels up"
            + " to 65536");
  }

  @Test
  void mistakesInFeaturesSayWhatToWrite() {
    assertFeaturesRefused(
        "[{name: a, type: number}]",
        "m.yaml:1: features[0].type is 'number'; write one of numeric, categorical, flag, vector,"
            + " history, multi-valued, cross, text, time, image");
    assertFeaturesRefused(
        "[{name: a, type: flag}, {name: a, type: flag}]",
        "m.yaml:1: features[1].name is 'a'; write another name, because a feature has it already");
    assertFeaturesRefused(
        "[{name: a, type: categorical, buckets: 0}]",
        "m.yaml:1: features[0].buckets is '0'; write a whole number from 1 to 1048576");
    assertFeaturesRefused(
        "[{name: a, type: numeric, min: 2, max: 1}]",
        "m.yaml:1: features[0].min is '2'; write a number up to max, which is 1.0");
    assertFeaturesRefused(
        "[]",
        "m.yaml:1: features is a list; write at least one feature such as"
            + " {name: amount, type: numeric}");
    assertFeaturesRefused(
        "[a]", "m.yaml:1: features[0] is 'a'; write a mapping with the key 'name'");
  }

  @Test
  void mistakesInHistoriesOfWindowsSayWhatToWrite() {
    String history = "[{name: a, type: history, field: x, aggregate: ";
    assertFeaturesRefused(
        history + "rate}]",
        "m.yaml:1: features[0] has no key 'within'; write how far back the window of a rate"
            + " reaches, such as 10m");
    assertFeaturesRefused(
        history + "sequence, within: 1m}]",
        "m.yaml:1: features[0].within is '1m'; leave it out, because aggregate is sequence");
    assertFeaturesRefused(
        history + "since-last, within: 1m}]",
        "m.yaml:1: features[0].within is '1m'; leave it out, because aggregate is since-last");
    assertFeaturesRefused(
        history + "since-last, over: 2}]",
        "m.yaml:1: features[0].over is '2'; leave it out, because aggregate is since-last");
    assertFeaturesRefused(
        history + "since-last, lag: 0}]",
        "m.yaml:1: features[0].lag is '0'; write a whole number from 1 to 10000");
    assertFeaturesRefused(
        history + "sequence, transform: log1p}]",
        "m.yaml:1: features[0].transform is 'log1p'; leave it out, because aggregate is sequence");
    assertFeaturesRefused(
        history + "count, within: 4000d}]",
        "m.yaml:1: features[0].within is '4000d'; write a duration above 0 such as"
            + " 500ms, 10s, 2m, 1h or 7d");
  }

  @Test
  void mistakesInTheModelSayWhatToWrite() {
    String heads =
        "binary, regression, {type: multiclass, classes: N} with N from 2 to 65536,"
            + " {type: multilabel, labels: N} or {type: multilabel, labels: [sports, politics]},"
            + " {type: quantile, quantiles: [0.1, 0.5, 0.9]} or {type: huber, delta: 1}";
    assertModelRefused("{head: softmax}", "m.yaml:1: model.head is 'softmax'; write " + heads);
    assertModelRefused(
        "{head: multiclass}", "m.yaml:1: model.head is 'multiclass'; write " + heads);
    assertModelRefused("{layers: []}", "m.yaml:1: model has no key 'head'; write " + heads);
    assertModelRefused(
        "{head: binary, layers: [1, 2, {units: 0}]}",
        "m.yaml:1: model.layers[2].units is '0'; write a whole number from 1 to 65536");
    assertModelRefused(
        "{head: binary, layers: [65536, 65536]}",
        "m.yaml:1: model is a mapping; write smaller layers: there are more than 2^31 parameters");
    assertModelRefused(
        "{head: binary, layers: [32768, 32768]}",
        "m.yaml:1: model is a mapping; write smaller layers or embeddings: there are 1073872897"
            + " parameters, want 536870911 at most");
  }

  @Test
  void architecturesWithEmbeddingsAreMapped() {
    FeatureSpec two =
        ModelConfig.features(
            parse(
                    """
                    features:
                      - {name: a, type: categorical, buckets: 9, embedding: 4}
                      - {name: b, type: categorical, buckets: 7, embedding: 4}
                    """)
                .required("features"));
    List<Dense> layers = List.of(new Dense(8, Activation.RELU));

    assertThat(two.features().get(0)).isEqualTo(new Feature.Categorical("a", "a", 9, 4));
    assertThat(architecture(two, "{type: wide-and-deep, layers: [8], crosses: [[a, b]]}"))
        .isEqualTo(new WideAndDeep(layers, List.of(new Cross("a", "b"))));
    assertThat(architecture(two, "{type: dcn-v2, layers: [8]}"))
        .isEqualTo(new DcnV2(2, 0, DcnV2.Structure.STACKED, layers));
    assertThat(
            architecture(
                two, "{type: dcn-v2, cross-layers: 3, rank: 2, structure: parallel, layers: [8]}"))
        .isEqualTo(new DcnV2(3, 2, DcnV2.Structure.PARALLEL, layers));
    assertThat(architecture(two, "{type: deepfm, layers: [8]}")).isEqualTo(new DeepFm(layers));
    assertThat(architecture(two, "{type: dlrm, layers: [8]}"))
        .isEqualTo(new Dlrm(List.of(), layers));
    FeatureSpec one = new FeatureSpec(two.features().subList(0, 1));
    assertThatThrownBy(() -> architecture(one, "{type: deepfm, layers: [8]}"))
        .hasMessage(
            "m.yaml:1: m is a mapping; write a network that fits: deepfm needs two features or"
                + " more");
    assertThatThrownBy(() -> architecture(two, "{type: wide-and-deep, crosses: [[a]]}"))
        .hasMessage(
            "m.yaml:1: m.crosses[0] is a list; write two features such as [country, device]");
  }

  @Test
  void fineTuningIsMapped() {
    Mlp base = new Mlp(List.of(new Dense(8, Activation.RELU)));

    assertThat(
            ModelConfig.model(
                    "m",
                    ONE,
                    parse(
                            "m: {layers: [8], head: binary, freeze: [layers.0.bias],"
                                + " lora: {rank: 2, alpha: 8, layers: [layers.0]}}")
                        .section("m"))
                .architecture())
        .isEqualTo(
            new FineTuned(
                base, List.of("layers.0.bias"), new FineTuned.Adapters(2, 8, List.of("layers.0"))));
    assertModelRefused(
        "{head: binary, freeze: [layer.0]}",
        "m.yaml:1: model.freeze[0] is 'layer.0'; write one of layers.0.weight, layers.0.bias");
    assertModelRefused(
        "{head: binary, lora: {rank: 2, layers: [layers.3]}}",
        "m.yaml:1: model is a mapping; write a network that fits: there is no layer layers.3 for"
            + " an adapter, only [layers.0]");
    assertModelRefused(
        "{layers: [8], head: binary, freeze: [layers.0], lora: {rank: 2, layers: [layers.0]}}",
        "m.yaml:1: model.freeze[0] is 'layers.0'; write a layer without adapters; model.lora"
            + " freezes the others anyway");
    assertModelRefused(
        "{head: binary, freeze: [layers]}",
        "m.yaml:1: model.freeze is a list; write fewer tensors, because none is left to be"
            + " trained");
    assertModelRefused(
        "{head: binary, lora: {rank: 2}}",
        "m.yaml:1: model.lora has no key 'layers'; write a list of layers such as [layers.0]");
  }

  private static Architecture architecture(FeatureSpec features, String model) {
    String yaml = "m: " + model.substring(0, model.length() - 1) + ", head: binary}";
    ConfigNode root = parse(yaml);
    Architecture read = ModelConfig.model("m", features, root.section("m")).architecture();
    root.refuseUnknown();
    return read;
  }

  @Test
  void headsOfNumbersAreMapped() {
    assertThat(head("{type: quantile, quantiles: [0.1, 0.5, 0.9]}"))
        .isEqualTo(new Head.Quantile(List.of(0.1, 0.5, 0.9)));
    assertThat(head("{type: huber, delta: 0.25}")).isEqualTo(new Head.Huber(0.25));
    assertThat(head("huber")).isEqualTo(new Head.Huber(1));
    assertModelRefused(
        "{head: {type: quantile, quantiles: [0.5, 0.5]}}",
        "m.yaml:1: model.head.quantiles is a list; write rising numbers between 0 and 1, such as"
            + " [0.1, 0.5, 0.9]");
    assertModelRefused(
        "{head: {type: quantile, quantiles: [2]}}",
        "m.yaml:1: model.head.quantiles[0] is '2'; write a number from 0.0 to 1.0");
  }

  @Test
  void labelsAreCountedOrNamed() {
    assertThat(head("{type: multilabel, labels: 5}")).isEqualTo(new Head.Multilabel(5));
    assertThat(head("{type: multilabel, labels: [sports, 'world news']}"))
        .isEqualTo(new Head.Multilabel(2, List.of("sports", "world news")));
    assertModelRefused(
        "{head: {type: multilabel}}",
        "m.yaml:1: model.head has no key 'labels'; write how many, from 2 to 1024, or a list of so"
            + " many names");
    assertModelRefused(
        "{head: {type: multilabel, labels: 1025}}",
        "m.yaml:1: model.head.labels is '1025'; write a whole number from 2 to 1024");
    assertModelRefused(
        "{head: {type: multilabel, labels: [sports]}}",
        "m.yaml:1: model.head.labels is a list; write how many, from 2 to 1024, or a list of so"
            + " many names");
    assertModelRefused(
        "{head: {type: multilabel, labels: [sports, politics, sports]}}",
        "m.yaml:1: model.head.labels[2] is 'sports'; write another name, because a label has it"
            + " already");
    assertModelRefused(
        "{head: {type: multilabel, labels: [sports, 'a;b']}}",
        "m.yaml:1: model.head.labels[1] is 'a;b'; write another name, because a label's has 1 to 64"
            + " characters, none of them a comma or a semicolon");
    String longest = "a".repeat(64);
    assertThat(head("{type: multilabel, labels: [sports, %s]}".formatted(longest)))
        .isEqualTo(new Head.Multilabel(2, List.of("sports", longest)));
    assertModelRefused(
        "{head: {type: multilabel, labels: [sports, %sa]}}".formatted(longest),
        "m.yaml:1: model.head.labels[1] is '%sa'; write another name, because a label's has 1 to 64"
                .formatted(longest)
            + " characters, none of them a comma or a semicolon");
    assertModelRefused(
        "{head: multilabel}",
        "m.yaml:1: model.head is 'multilabel'; write binary, regression, {type: multiclass,"
            + " classes: N} with N from 2 to 65536, {type: multilabel, labels: N} or {type:"
            + " multilabel, labels: [sports, politics]}, {type: quantile, quantiles: [0.1, 0.5,"
            + " 0.9]} or {type: huber, delta: 1}");
  }

  private static Head head(String head) {
    return ModelConfig.model("m", ONE, parse("m: {head: " + head + "}").section("m")).head();
  }

  @Test
  void aLogisticModelHasNoLayers() {
    assertThat(ModelConfig.model("m", ONE, parse("m: {type: logistic, head: binary}").section("m")))
        .isEqualTo(new ModelSpec("m", ONE, List.of(), new Head.Binary(), 42));
    assertModelRefused(
        "{type: logistic, layers: [3], head: binary}",
        "m.yaml:1: model.layers is a list; leave it out, because a logistic model has no layers");
  }

  @Test
  void aNetworkThatDoesNotFitIsRefused() {
    assertModelRefused(
        "{layers: [{units: 4, residual: true}], head: binary}",
        "m.yaml:1: model is a mapping; write a network that fits: layers.0.residual: 4 and 1"
            + " columns, want as many of both");
  }

  private static ConfigNode parse(String yaml) {
    return ConfigFile.parse("m.yaml", yaml);
  }

  private static void assertFeaturesRefused(String features, String message) {
    assertThatThrownBy(
            () -> ModelConfig.features(parse("features: " + features).required("features")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private static void assertModelRefused(String model, String message) {
    assertThatThrownBy(() -> ModelConfig.model("m", ONE, parse("model: " + model).section("model")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
