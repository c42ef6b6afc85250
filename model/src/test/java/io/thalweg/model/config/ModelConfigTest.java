package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
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
            model:
              layers: [64, {units: 32, activation: tanh}]
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
            new History("before", Of.LABEL, "", Aggregate.LAST, 1, 1, Scaling.STANDARDIZE));
    assertThat(ModelConfig.model("m", features, root.section("model")))
        .isEqualTo(
            new ModelSpec(
                "m",
                features,
                List.of(new Dense(64, Activation.RELU), new Dense(32, Activation.TANH)),
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
  void mistakesInFeaturesSayWhatToWrite() {
    assertFeaturesRefused(
        "[{name: a, type: number}]",
        "m.yaml:1: features[0].type is 'number'; write one of numeric, categorical, flag, vector,"
            + " history");
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
  void mistakesInTheModelSayWhatToWrite() {
    String heads = "binary, regression or {type: multiclass, classes: N} with N from 2 to 65536";
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
