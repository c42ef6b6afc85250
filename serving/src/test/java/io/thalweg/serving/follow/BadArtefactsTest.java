package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Manifest.FileEntry;
import io.thalweg.model.artifact.ManifestCodec;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.ModelSlot.Refusal;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that no learner would release: each is refused for a reason, and the old one serves. */
final class BadArtefactsTest {
  private static final long MAX_BYTES = 1 << 20;
  private static final long MOST_ALLOCATED = 16 << 20;

  @TempDir private Path directory;
  private LocalModelStore store;
  private VersionUpdater updater;
  private final VersionTable table = new VersionTable(Set.of());
  private final ServingRecorder recorder = new ServingRecorder();
  private final Map<String, Bad> cases = new LinkedHashMap<>();

  /** Spoils version {@code v}, which is sound, and announces it. */
  @FunctionalInterface
  private interface Bad {
    ModelAnnouncement of(long v) throws IOException;
  }

  @BeforeEach
  void serveOne() throws IOException {
    store = new LocalModelStore(directory);
    InstantSource clock = InstantSource.system();
    updater = new VersionUpdater(table, new OnnxLoader(store, clock), recorder, clock, a -> true);
    updater.offer(TestModel.release(store, 1));
    updater.loadWaiting();
  }

  private byte[] file(Manifest m, String name) throws IOException {
    return store.get(m.files().get(name).sha256(), MAX_BYTES);
  }

  private ModelAnnouncement put(Manifest m) throws IOException {
    return TestModel.announcement(m.version(), store.put(ManifestCodec.encode(m)));
  }

  /** With another file in the place of this one, all hashes and sizes right. */
  private ModelAnnouncement replaced(long v, String name, byte[] content) throws IOException {
    Manifest m = TestModel.write(store, v).manifest();
    Map<String, FileEntry> files = new HashMap<>(m.files());
    files.put(name, new FileEntry(store.put(content), content.length));
    return put(TestModel.with(m, files, m.parity()));
  }

  private byte[] sound(long v, String name) throws IOException {
    return file(TestModel.write(store, v).manifest(), name);
  }

  /** With another text in the manifest, its hash right. */
  private ModelAnnouncement edited(long v, String regex, String replacement) throws IOException {
    String sha256 = TestModel.write(store, v).manifestSha256();
    String json = new String(store.get(sha256, MAX_BYTES), StandardCharsets.UTF_8);
    String edited = json.replaceFirst(regex, replacement);
    assertThat(edited).isNotEqualTo(json);
    return TestModel.announcement(v, store.put(edited.getBytes(StandardCharsets.UTF_8)));
  }

  /** A bit of the file under this address is another, and its hash the old one. */
  private void flip(String sha256, int bit) throws IOException {
    Path path = directory.resolve(sha256.substring(0, 2)).resolve(sha256);
    byte[] bytes = Files.readAllBytes(path);
    bytes[bit / 8 % bytes.length] ^= (byte) (1 << bit % 8);
    Files.delete(path);
    Files.write(path, bytes);
  }

  private void truncations() {
    for (int eighth = 0; eighth < 8; eighth++) {
      int part = eighth;
      for (String name : List.of(Manifest.WEIGHTS, Manifest.ONNX)) {
        cases.put(
            "%s cut at %d/8".formatted(name, part),
            v -> {
              byte[] whole = sound(v, name);
              return replaced(v, name, Arrays.copyOf(whole, whole.length * part / 8));
            });
      }
      cases.put(
          "manifest cut at %d/8".formatted(part),
          v -> {
            byte[] whole = store.get(TestModel.write(store, v).manifestSha256(), MAX_BYTES);
            byte[] cut = Arrays.copyOf(whole, whole.length * part / 8);
            return TestModel.announcement(v, store.put(cut));
          });
    }
  }

  private void bitFlips() {
    Random random = new Random(3);
    for (int i = 0; i < 5; i++) {
      int bit = random.nextInt(1 << 14);
      for (String name : List.of(Manifest.WEIGHTS, Manifest.ONNX, "manifest")) {
        cases.put(
            "bit %d of %s".formatted(bit, name),
            v -> {
              var release = TestModel.write(store, v);
              FileEntry entry = release.manifest().files().get(name);
              flip(entry == null ? release.manifestSha256() : entry.sha256(), bit);
              return TestModel.announcement(v, release.manifestSha256());
            });
      }
    }
  }

  private void numbers() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (int at : new int[] {0, 10, 30}) {
        cases.put(
            "weight %d is %s".formatted(at, bad),
            v -> {
              byte[] weights = sound(v, Manifest.WEIGHTS);
              ByteBuffer bytes = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
              bytes.putFloat(8 + (int) bytes.getLong(0) + 4 * at, bad);
              return replaced(v, Manifest.WEIGHTS, weights);
            });
        cases.put(
            "the graph's weight %d is %s".formatted(at, bad),
            v -> {
              float[] parameters = TestModel.parameters(v);
              parameters[at] = bad;
              return replaced(v, Manifest.ONNX, TestModel.export(TestModel.SPEC, parameters));
            });
      }
    }
  }

  private void shapes() {
    cases.put(
        "a narrow graph",
        v -> replaced(v, Manifest.ONNX, TestModel.export(TestModel.NARROW, new float[] {1, 0})));
    cases.put("other weights", v -> replaced(v, Manifest.WEIGHTS, header("{}", 0)));
    cases.put(
        "the graph of another version", v -> replaced(v, Manifest.ONNX, sound(1, "model.onnx")));
    cases.put("one unit more", v -> edited(v, "\"units\":3", "\"units\":4"));
    cases.put("parity of fewer columns", v -> edited(v, "\"inputs\":\\[\\[null,", "\"inputs\":[["));
  }

  private void names() {
    for (String name : List.of("../model.onnx", "/etc/passwd", "a/../../b", "..", "")) {
      cases.put(
          "a file '%s'".formatted(name),
          v ->
              edited(
                  v,
                  "\"files\":\\{",
                  "\"files\":{\"%s\":{\"sha256\":\"%s\",\"sizeBytes\":1},"
                      .formatted(name, "0".repeat(64))));
      cases.put(
          "a hash '%s'".formatted(name),
          v -> edited(v, "\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"%s\"".formatted(name)));
    }
    cases.put(
        "an announced hash", v -> TestModel.announcement(v, "../../../../../../../../etc/passwd"));
  }

  private void sizes() {
    for (String size : List.of("9223372036854775807", "3000000000", "-1", "1e30", "0")) {
      cases.put(
          "%s bytes".formatted(size),
          v -> edited(v, "\"sizeBytes\":\\d+", "\"sizeBytes\":" + size));
    }
    cases.put("2^31 units", v -> edited(v, "\"units\":3", "\"units\":2147483647"));
    cases.put("2^26 units", v -> edited(v, "\"units\":3", "\"units\":67108864"));
    for (long length : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1 << 20}) {
      cases.put(
          "a header of %d bytes".formatted(length),
          v -> replaced(v, Manifest.WEIGHTS, header("{}", length)));
    }
    for (String offsets : List.of("[0,9223372036854775807]", "[-4,0]", "[0,4294967296]")) {
      cases.put(
          "data_offsets " + offsets,
          v ->
              replaced(
                  v,
                  Manifest.WEIGHTS,
                  header(
                      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}"
                          .formatted(offsets),
                      0)));
    }
    cases.put(
        "a shape of 2^62",
        v ->
            replaced(
                v,
                Manifest.WEIGHTS,
                header(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647],"
                        + "\"data_offsets\":[0,4]}}",
                    0)));
    cases.put(
        "a nesting of 100,000",
        v ->
            TestModel.announcement(
                v, store.put("[".repeat(100_000).getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * A safetensors file.
   *
   * @param length that it says its header has, 0: the right one
   */
  private static byte[] header(String json, long length) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length == 0 ? text.length : length)
        .put(text)
        .array();
  }

  @Test
  void everyOneIsRefusedForAReasonAndCostsLittleWhileTheOldOneServes() throws IOException {
    truncations();
    bitFlips();
    numbers();
    shapes();
    names();
    sizes();
    assertThat(cases).hasSizeGreaterThan(50);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ModelSlot slot = table.openSlot(TestModel.NAME);
    long version = 1;
    for (Map.Entry<String, Bad> bad : cases.entrySet()) {
      ModelAnnouncement announced = bad.getValue().of(++version);
      updater.offer(announced);
      long before = threads.getCurrentThreadAllocatedBytes();
      updater.loadWaiting();
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for %s", bad.getKey())
          .isLessThan(MOST_ALLOCATED);
      assertThat(slot.servingVersion()).as(bad.getKey()).hasValue(1);
      Refusal refusal = slot.refusal();
      assertThat(refusal).as(bad.getKey()).isNotNull();
      assertThat(refusal.version()).as(bad.getKey()).isEqualTo(version);
      assertThat(refusal.reason()).as(bad.getKey()).isNotBlank().doesNotContain("\n");
      assertThat(refusal.reason()).as(bad.getKey()).doesNotContain("loading failed");
    }
    assertThat(recorder.refusedCount()).isEqualTo(cases.size());
    Servable serving = slot.acquire("latest");
    try {
      float[] row = {1, 0, 1, 0, 0, 1, 0.5f, -0.5f};
      assertThat((double) serving.predictor().run(row, 1).headView()[0])
          .isCloseTo(TestModel.probability(1, row), within(1e-5));
    } finally {
      serving.release();
    }
  }
}
