package io.thalweg.model.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Architecture;
import io.thalweg.model.Experts;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.OwnNetworkTest;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import io.thalweg.model.store.LocalModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(List.of(new Feature.Vector("v", "v", 3, Feature.Scaling.NONE)));
  private static final Mlp BASE = new Mlp(List.of(new Dense(4, Activation.RELU)));
  private static final ModelSpec THEN = spec(BASE, new Head.Binary(), 1);

  @TempDir Path dir;

  private static ModelSpec spec(Architecture network, Head head, long seed) {
    return new ModelSpec("m", FEATURES, network, head, seed);
  }

  private Release release(float[] parameters) throws IOException {
    return release(THEN, parameters);
  }

  private Release release(ModelSpec spec, float[] parameters) throws IOException {
    return ArtifactWriter.write(
        new LocalModelStore(dir),
        spec,
        parameters,
        new Standardization(spec.features()),
        new Manifest.Parity(List.of(), List.of()),
        new Receipt(3, null, 0, 0, 0, 0, Map.of(), List.of()));
  }

  private static float[] sevens() {
    float[] parameters = new float[THEN.parameterLayout().length()];
    Arrays.fill(parameters, 7);
    return parameters;
  }

  @Test
  void tensorsOfTheSameNameAreTakenAndTheOthersBeginByTheSeed() throws Exception {
    Release then = release(sevens());
    FineTuned.Adapters adapters = new FineTuned.Adapters(2, 4, List.of("layers.0"));
    ModelSpec now = spec(new FineTuned(BASE, List.of(), adapters), new Head.Binary(), 9);

    float[] parameters =
        WarmStart.ofVersion(dir.toUri().toString(), then.manifestSha256(), now).parameters(now);

    float[] bySeed = Initializer.heNormal(now);
    for (Tensor t : now.parameterLayout().tensors()) {
      for (int i = t.offset(); i < t.offset() + t.length(); i++) {
        assertThat(parameters[i]).isEqualTo(t.name().contains("lora") ? bySeed[i] : 7);
      }
    }
  }

  @Test
  void aFileIsTakenAsItWasOrNotAtAll() throws Exception {
    release(sevens());
    String weights = release(sevens()).manifest().files().get(Manifest.WEIGHTS).sha256();
    Path file = dir.resolve("w.safetensors");
    byte[] bytes = new LocalModelStore(dir).get(weights, 1 << 20);
    WarmStart start = WarmStart.ofFile(Files.write(file, bytes));

    assertThat(start.parameters(THEN)).isEqualTo(sevens());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> start.parameters(THEN)).hasMessageContaining("has changed");
  }

  @Test
  void classesThatTheVersionLacksBeginByTheSeed() throws Exception {
    ModelSpec then = spec(BASE, new Head.Multiclass(3), 1);
    float[] sevens = new float[then.parameterLayout().length()];
    Arrays.fill(sevens, 7);
    String manifest = release(then, sevens).manifestSha256();
    String store = dir.toUri().toString();
    for (Head head : List.of(new Head.Multiclass(5), new Head.Multiclass(9, 5))) {
      ModelSpec now = spec(BASE, head, 9);
      float[] parameters = WarmStart.ofVersion(store, manifest, now).parameters(now);
      float[] bySeed = Initializer.heNormal(now);
      int columns = head.outputs();
      for (Tensor t : now.parameterLayout().tensors()) {
        for (int i = 0; i < t.length(); i++) {
          boolean added = t.name().startsWith("layers.1") && i % columns >= 3;
          assertThat(parameters[t.offset() + i]).isEqualTo(added ? bySeed[t.offset() + i] : 7);
        }
      }
    }
    ModelSpec fewer = spec(BASE, new Head.Multiclass(9, 2), 9);
    assertThatThrownBy(() -> WarmStart.ofVersion(store, manifest, fewer).parameters(fewer))
        .hasMessage("safetensors: want layers.1.weight [4, 2], found [4, 3]");
  }

  @Test
  void ofExpertsTheChosenOneStaysChosenAndHasToBeThere() throws Exception {
    ModelSpec then = spec(new Experts(BASE.hidden(), 3, true), new Head.Binary(), 1);
    float[] parameters = Initializer.heNormal(then);
    for (Tensor t : then.parameterLayout().tensors()) {
      if (t.name().equals(Experts.gate(0)) || t.name().equals(Experts.gate(2))) {
        parameters[t.offset()] = t.name().equals(Experts.gate(2)) ? 1 : 0;
      }
    }
    WarmStart start = WarmStart.write(dir.resolve("e.safetensors"), then, parameters);

    Experts more = new Experts(BASE.hidden(), 4, true);
    ModelSpec now = spec(more, new Head.Binary(), 9);
    float[] taken = start.parameters(now);
    assertThat(more.chosen(now.parameterLayout(), taken)).hasValue(2);
    assertThat(taken).startsWith(parameters);
    ModelSpec fewer = spec(new Experts(BASE.hidden(), 2, true), new Head.Binary(), 9);
    assertThatThrownBy(() -> start.parameters(fewer))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("the file's gates choose none of the 2 experts, or more than one");
  }

  @Test
  void ofANetworkWhoseOutputsAreFixedAllAreTakenOrItIsRefused() throws Exception {
    OwnNetwork three = OwnNetwork.load(OwnNetworkTest.Three.class.getName());
    ModelSpec then = spec(three, new Head.Multiclass(3), 1);
    float[] sevens = new float[then.parameterLayout().length()];
    Arrays.fill(sevens, 7);
    String store = dir.toUri().toString();
    String manifest = release(then, sevens).manifestSha256();
    ModelSpec now = spec(three, new Head.Multiclass(3), 9);
    assertThat(WarmStart.ofVersion(store, manifest, now).parameters(now)).isEqualTo(sevens);

    Path two =
        Files.write(
            dir.resolve("two.safetensors"),
            new SafetensorsWriter()
                .add("a.weight", List.of(3, 2), new float[6], 0)
                .add("a.bias", List.of(2), new float[2], 0)
                .toBytes());
    assertThatThrownBy(() -> WarmStart.ofFile(two).parameters(now))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("safetensors: want a.weight [3, 3], found [3, 2]");
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    String manifest = release(sevens()).manifestSha256();
    String store = dir.toUri().toString();
    ModelSpec wider = spec(BASE, new Head.Multiclass(3), 1);
    assertThatThrownBy(() -> WarmStart.ofVersion(store, manifest, wider).parameters(wider))
        .hasMessage("safetensors: want layers.1.weight [4, 3], found [4, 1]");
    ModelSpec others =
        new ModelSpec(
            "m",
            new FeatureSpec(List.of(new Feature.Vector("w", "w", 3, Feature.Scaling.NONE))),
            BASE,
            new Head.Binary(),
            1);
    assertThatThrownBy(() -> WarmStart.ofVersion(store, manifest, others))
        .hasMessage("version 3 of m was trained on other features");
    FeatureSpec words = new FeatureSpec(List.of(new VocabularyFeature("v", "v", 9, 1, 0, 2)));
    ModelSpec numbered = new ModelSpec("m", words, List.of(), new Head.Binary(), 1);
    String other = release(numbered, Initializer.heNormal(numbered)).manifestSha256();
    assertThatThrownBy(() -> WarmStart.ofVersion(store, other, numbered))
        .isInstanceOf(ArtifactException.class)
        .hasMessage(
            "version 3 of m has weights for the places of its own vocabulary, and a new one begins"
                + " empty");
  }
}
