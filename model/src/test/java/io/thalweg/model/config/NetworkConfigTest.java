package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Architecture;
import io.thalweg.model.Cnn;
import io.thalweg.model.Cnn.Convolution;
import io.thalweg.model.Experts;
import io.thalweg.model.Gru;
import io.thalweg.model.Images;
import io.thalweg.model.Images.Window;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.OwnNetworkTest;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of networks that see images, sequences, or what a user's class makes of them. */
class NetworkConfigTest {
  private static final FeatureSpec ONE = new FeatureSpec(List.of(new Feature.Flag("a", "a")));

  @Test
  void aCnnIsMapped() {
    FeatureSpec image =
        ModelConfig.features(
            parse("f: [{name: p, type: vector, size: 24}, {name: x, type: flag}]").required("f"));
    String shape = "type: cnn, image: p, height: 4, width: 3, channels: 2, layers: [8]";
    List<Dense> layers = List.of(new Dense(8, Activation.RELU));

    assertThat(
            architecture(image, "{%s, convolutions: [{filters: 5, kernel: 3}]}".formatted(shape)))
        .isEqualTo(
            new Cnn(
                "p",
                new Images(2, 4, 3),
                List.of(new Convolution(5, new Window(3, 1, 0), Activation.RELU, 1)),
                layers));
    String every = "kernel: 3, stride: 2, padding: 1, pool: 2, activation: tanh";
    assertThat(
            architecture(image, "{%s, convolutions: [{filters: 5, %s}]}".formatted(shape, every)))
        .isEqualTo(
            new Cnn(
                "p",
                new Images(2, 4, 3),
                List.of(new Convolution(5, new Window(3, 2, 1), Activation.TANH, 2)),
                layers));
    assertNetworkRefused(
        image,
        "{type: cnn, image: p, height: 4, width: 4, convolutions: [{filters: 1, kernel: 2}]}",
        "m is a mapping; write a network that fits: the image p has 24 numbers, 1 channels of 4 x"
            + " 4 are 16");
    assertNetworkRefused(
        image,
        "{type: cnn, image: x, height: 1, width: 1, convolutions: [{filters: 1, kernel: 1}]}",
        "m is a mapping; write a network that fits: the image x needs an image or vector feature"
            + " of this name");
    assertNetworkRefused(
        image,
        "{%s, convolutions: [{filters: 5, kernel: 4}]}".formatted(shape),
        "m is a mapping; write a network that fits: convolutions.0: a window of 4 x 4 doesn't fit"
            + " an image of 4 x 3 with a padding of 0");
    assertNetworkRefused(
        image,
        "{%s, convolutions: [{filters: 5, kernel: 3, padding: 3}]}".formatted(shape),
        "m.convolutions[0].padding is '3'; write a whole number from 0 to 2");
    assertNetworkRefused(
        image,
        "{%s}".formatted(shape),
        "m has no key 'convolutions'; write a list such as [{filters: 16, kernel: 3, pool: 2}]");
  }

  @Test
  void aGruIsMapped() {
    FeatureSpec two =
        ModelConfig.features(
            parse(
                    """
                    features:
                      - {name: a, type: history, field: x, aggregate: sequence, over: 9, lag: 0}
                      - {name: b, type: history, of: label, aggregate: sequence, over: 9}
                    """)
                .required("features"));

    assertThat(two.features().get(1))
        .isEqualTo(new History("b", Of.LABEL, "", Aggregate.SEQUENCE, 9, 1, Scaling.STANDARDIZE));
    assertThat(architecture(two, "{type: gru, sequence: [a, b], hidden: 16, layers: [8]}"))
        .isEqualTo(new Gru(List.of("a", "b"), 16, List.of(new Dense(8, Activation.RELU))));
    assertNetworkRefused(
        two,
        "{type: gru, hidden: 3}",
        "m has no key 'sequence'; write a list of histories with the aggregate sequence, such as"
            + " [amounts, gaps]");
    assertNetworkRefused(
        two,
        "{type: gru, hidden: 3, sequence: [a, a]}",
        "m.sequence[1] is 'a'; write each sequence once");
    assertNetworkRefused(
        two,
        "{type: gru, hidden: 3, sequence: [c]}",
        "m is a mapping; write a network that fits: the sequence c needs a history of this name"
            + " with the aggregate sequence");
  }

  @Test
  void expertsAreMapped() {
    Dense dense = new Dense(1, Activation.TANH, true, 0.5f, true);
    List<Dense> relu = List.of(new Dense(8, Activation.RELU));
    String layer = "{units: 1, activation: tanh, layer-norm: true, dropout: 0.5, residual: true}";

    assertThat(architecture(ONE, "{type: experts, layers: [8]}"))
        .isEqualTo(new Experts(relu, 4, false));
    assertThat(
            architecture(
                ONE, "{type: experts, experts: 16, lateral: true, layers: [%s]}".formatted(layer)))
        .isEqualTo(new Experts(List.of(dense), 16, true));
    assertNetworkRefused(
        ONE,
        "{type: experts, layers: [8], experts: 17}",
        "m.experts is '17'; write a whole number from 2 to 16");
    assertNetworkRefused(
        ONE,
        "{type: experts, layers: [8], experts: 1}",
        "m.experts is '1'; write a whole number from 2 to 16");
    assertNetworkRefused(
        ONE,
        "{type: experts, lateral: true}",
        "m.lateral is 'true'; write false, or model.layers, which experts look across");
    assertNetworkRefused(
        ONE,
        "{type: experts, layers: [8], freeze: [experts.0]}",
        "m.freeze is a list; leave it out beside type: experts, of which one is trained");
    assertNetworkRefused(
        ONE,
        "{type: experts, layers: [8], lora: {rank: 2, layers: [experts.0.layers.0]}}",
        "m.lora can't be here; leave it out beside type: experts, of which one is trained");
    assertThatThrownBy(() -> architecture(ONE, "{layers: [8], lateral: true}"))
        .hasMessageContaining("unknown key 'lateral' in m");
  }

  @Test
  void aClassOfTheUsersIsMapped() {
    String small = OwnNetworkTest.Small.class.getName();

    assertThat(architecture(ONE, "{type: block, class: %s}".formatted(small)))
        .isEqualTo(OwnNetwork.named(small));
    assertNetworkRefused(
        ONE,
        "{type: block, class: com.acme.Typo}",
        "m.class is 'com.acme.Typo'; write the name of a class that is a network: there is no class"
            + " com.acme.Typo on the class path; name its jar in THALWEG_CLASSPATH");
    assertNetworkRefused(
        ONE,
        "{type: block, class: %s}".formatted(OwnNetworkTest.Wide.class.getName()),
        "m is a mapping; write a network that fits: m: the network has 2 outputs, the head wants"
            + " 1");
    assertNetworkRefused(
        ONE,
        "{type: block, class: %s}".formatted(OwnNetworkTest.Late.class.getName()),
        "m is a mapping; write a network that fits: late: columns 1 to 99, want some of the 1");
    assertNetworkRefused(
        ONE,
        "{type: block}",
        "m has no key 'class'; write the name of a class such as com.acme.MyNet");
  }

  private static void assertNetworkRefused(FeatureSpec image, String model, String message) {
    assertThatThrownBy(() -> architecture(image, model)).hasMessage("m.yaml:1: " + message);
  }

  @Test
  void aClassWithAFixedNumberOfOutputsDoesNotGrow() {
    String three = OwnNetworkTest.Three.class.getName();
    String head = "{type: multiclass, classes: 2, grow-to: 3}";
    String yaml = "m: {type: block, class: %s, head: %s}".formatted(three, head);

    assertThatThrownBy(() -> ModelConfig.model("m", ONE, parse(yaml).section("m")))
        .hasMessage(
            "m.yaml:1: m is a mapping; write a network that fits: m: the network has 3 outputs,"
                + " the head wants 2");
  }

  @Test
  void theExampleOfTheDocumentIsRead() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    String example = document.substring(document.indexOf("source: {topic: payments"));
    ConfigNode root = parse(example.substring(0, example.indexOf("```")));

    FeatureSpec features = ModelConfig.features(root.required("features"));
    assertThat(ModelConfig.model("m", features, root.section("model")).architecture())
        .isEqualTo(
            new Gru(List.of("amounts", "gaps"), 32, List.of(new Dense(32, Activation.RELU))));
  }

  @Test
  void theFeaturesOfTheDocumentAreRead() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    String example = document.substring(document.indexOf("features:\n  - {name: price"));
    ConfigNode root = parse(example.substring(0, example.indexOf("```")));

    FeatureSpec features = ModelConfig.features(root.required("features"));
    root.refuseUnknown();
    assertThat(features.features()).hasSize(9);
    assertThat(features.width()).isEqualTo(1 + 1 + 1 + 1 + 8 + 64 + 64 + 4 + 28 * 28);
  }

  private static Architecture architecture(FeatureSpec features, String model) {
    String yaml = "m: " + model.substring(0, model.length() - 1) + ", head: binary}";
    ConfigNode root = parse(yaml);
    Architecture read = ModelConfig.model("m", features, root.section("m")).architecture();
    root.refuseUnknown();
    return read;
  }

  private static ConfigNode parse(String yaml) {
    return ConfigFile.parse("m.yaml", yaml);
  }
}
