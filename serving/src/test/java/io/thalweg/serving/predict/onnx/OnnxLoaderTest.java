package io.thalweg.serving.predict.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Manifest.FileEntry;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.ManifestCodec;
import io.thalweg.model.artifact.Release;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxLoaderTest {
  private static final long MAX_BYTES = 1 << 20;

  @TempDir private Path directory;
  private ModelStore store;
  private OnnxLoader loader;

  @BeforeEach
  void openStore() {
    store = new LocalModelStore(directory);
    loader = new OnnxLoader(store, InstantSource.fixed(Instant.ofEpochMilli(77)));
  }

  @Test
  void computesWhatTheWeightsGive() throws Exception {
    Servable servable = loader.load(TestModel.release(store, 3));
    float[] rows = {1, 0, 1, 0, 0, 1, 0.5f, -0.5f, Float.NaN, 0, 0, 0, 0, Float.NaN, 1, 2};
    float[] first = Arrays.copyOfRange(rows, 0, 8);
    float[] second = Arrays.copyOfRange(rows, 8, 16);
    try (Predictor predictor = servable.predictor()) {
      Outputs out = predictor.run(rows, 2);
      assertThat((double) out.logitsView()[0]).isEqualTo(TestModel.logit(3, first), within(1e-5));
      assertThat((double) out.logitsView()[1]).isEqualTo(TestModel.logit(3, second), within(1e-5));
      assertThat((double) out.headView()[0])
          .isEqualTo(TestModel.probability(3, first), within(1e-5));
      assertThat((double) out.headView()[1])
          .isEqualTo(TestModel.probability(3, second), within(1e-5));
    }
    assertThat(servable.version()).isEqualTo(3);
    assertThat(servable.loadedAtMillis()).isEqualTo(77);
  }

  @Test
  void refusesATruncatedGraphWhoseHashIsRight() throws Exception {
    assertRefused(
        changedOnnx(onnx -> Arrays.copyOf(onnx, onnx.length / 2)), "model.onnx, ", " bytes: ");
  }

  @Test
  void refusesAGraphOfAnotherWidth() throws Exception {
    byte[] other = narrowGraph();
    assertRefused(changedOnnx(onnx -> other), "the graph has no input features of shape [-1, 8]");
  }

  @Test
  void refusesWhatDoesNotComputeWhatTheLearnerComputed() throws Exception {
    Release release = TestModel.write(store, 1, TestModel.parity(2));
    assertRefused(
        TestModel.announcement(1, release.manifestSha256()),
        "parity row 0, probability 0: the session computes ",
        ", the learner computed ");
  }

  @Test
  void refusesNotANumberEvenWhenTheLearnerComputedItToo() throws Exception {
    Parity sound = TestModel.parity(1);
    Parity broken =
        new Parity(sound.inputs(), sound.inputs().stream().map(r -> List.of(Float.NaN)).toList());
    Release release = TestModel.write(store, 1, sound);
    byte[] nan = nanGraph();
    Manifest m = release.manifest();
    Manifest manifest = TestModel.with(m, files(m, nan), broken);
    assertRefused(
        TestModel.announcement(1, store.put(ManifestCodec.encode(manifest))),
        "the session computes NaN, the learner computed NaN");
  }

  @Test
  void refusesAManifestWithoutParityRows() throws Exception {
    Release release = TestModel.write(store, 1, new Parity(List.of(), List.of()));
    assertRefused(
        TestModel.announcement(1, release.manifestSha256()),
        "the manifest has no parity rows to compare with");
  }

  @Test
  void refusesAManifestOfAnUnknownFormat() throws Exception {
    String json =
        new String(
            store.get(TestModel.write(store, 1).manifestSha256(), MAX_BYTES),
            StandardCharsets.UTF_8);
    String newer = json.replaceFirst("\"formatVersion\":\\d+", "\"formatVersion\":99");
    assertThat(newer).isNotEqualTo(json);
    assertRefused(
        TestModel.announcement(1, store.put(newer.getBytes(StandardCharsets.UTF_8))), "99");
  }

  @Test
  void refusesAPreviewThatIsAnnouncedAsAReleaseAndTheOtherWayRound() throws Exception {
    String preview = TestModel.preview(store, 1, Map.of()).manifestSha256();
    assertRefused(
        TestModel.announcement(1, preview),
        "manifest " + preview + " is of model clicks, preview 1");
    String release = TestModel.write(store, 1).manifestSha256();
    assertRefused(
        new ModelAnnouncement(TestModel.NAME, 1, release, 0, true),
        "manifest " + release + " is of model clicks, version 1");
  }

  @Test
  void refusesAManifestOfAnotherVersion() throws Exception {
    String sha = TestModel.write(store, 1).manifestSha256();
    assertRefused(
        TestModel.announcement(2, sha), "manifest " + sha + " is of model clicks, version 1");
  }

  @Test
  void failsForInputWhenAFileIsMissingOrHasAnotherHash() throws Exception {
    ModelAnnouncement missing = TestModel.announcement(1, "0".repeat(64));
    assertThatThrownBy(() -> loader.load(missing)).isInstanceOf(IOException.class);
    Release release = TestModel.write(store, 1);
    String onnx = release.manifest().files().get(Manifest.ONNX).sha256();
    Path file;
    try (Stream<Path> files = Files.walk(directory)) {
      file =
          files.filter(p -> p.toString().replace("/", "").endsWith(onnx)).findAny().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
    ModelAnnouncement flipped = TestModel.announcement(1, release.manifestSha256());
    assertThatThrownBy(() -> loader.load(flipped)).isInstanceOf(IOException.class);
  }

  private void assertRefused(ModelAnnouncement announcement, String... parts) {
    assertThatThrownBy(() -> loader.load(announcement))
        .isInstanceOf(VersionRefusedException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  /** Version 1 with another graph, all hashes right. */
  private ModelAnnouncement changedOnnx(UnaryOperator<byte[]> change) throws IOException {
    Manifest m = TestModel.write(store, 1).manifest();
    byte[] onnx = store.get(m.files().get(Manifest.ONNX).sha256(), MAX_BYTES);
    Manifest changed = TestModel.with(m, files(m, change.apply(onnx)), m.parity());
    return TestModel.announcement(1, store.put(ManifestCodec.encode(changed)));
  }

  private Map<String, FileEntry> files(Manifest m, byte[] onnx) throws IOException {
    Map<String, FileEntry> files = new HashMap<>(m.files());
    files.put(Manifest.ONNX, new FileEntry(store.put(onnx), onnx.length));
    return files;
  }

  private static byte[] nanGraph() {
    float[] parameters = TestModel.parameters(1);
    parameters[parameters.length - 1] = Float.NaN;
    return TestModel.export(TestModel.SPEC, parameters);
  }

  private static byte[] narrowGraph() {
    return TestModel.export(TestModel.NARROW, new float[] {1, 0});
  }
}
