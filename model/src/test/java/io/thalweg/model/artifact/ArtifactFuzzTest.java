package io.thalweg.model.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.thalweg.model.store.ModelStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No bytes make anything but an artefact, or one line. {@code JAZZER_FUZZ=1 ./mvnw -pl model test
 * -Djazzer.hooks=true -Dtest=ArtifactFuzzTest} looks for some, without it Jazzer repeats what it
 * once found.
 */
final class ArtifactFuzzTest {
  private static final int ROUNDS = 2_000;

  /** Whatever is asked for, up to the limit that the reader itself sets. */
  private static final class Everywhere implements ModelStore {
    private final byte[] content;

    Everywhere(byte[] content) {
      this.content = content;
    }

    @Override
    public String put(byte[] content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] get(String sha256, long maxBytes) throws IOException {
      if (content.length > maxBytes) {
        throw new IOException("the limit is " + maxBytes);
      }
      return content;
    }
  }

  /** Where the search begins. */
  static Stream<Arguments> manifests() {
    return Stream.of(Manifests.MANIFEST, Manifests.OF_FORMAT_1)
        .map(manifest -> arguments(ManifestCodec.encode(manifest)));
  }

  static Stream<Arguments> weights() {
    return Stream.of(arguments(someWeights()));
  }

  private static byte[] someWeights() {
    return new SafetensorsWriter()
        .add("a", List.of(2, 3), new float[6], 0)
        .add("b", List.of(4), new float[4], 0)
        .toBytes();
  }

  @MethodSource("manifests")
  @FuzzTest(maxDuration = "60s")
  void readsAManifestAndItsFilesOrRefuses(byte[] input) throws IOException {
    try {
      ArtifactReader.read(new Everywhere(input), "0".repeat(64)).parameters();
    } catch (IOException e) {
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(2_000);
    }
  }

  @MethodSource("weights")
  @FuzzTest(maxDuration = "60s")
  void readsWeightsOrRefuses(byte[] input) {
    try {
      Safetensors file = Safetensors.parse(input);
      for (String name : file.names()) {
        assertThat(file.floats(name, file.shape(name)).length * 4).isLessThan(input.length);
      }
    } catch (ArtifactException e) {
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(2_000);
    }
  }

  @Test
  void damagedManifestsAndWeightsAreReadOrRefused() throws IOException {
    byte[] manifest = ManifestCodec.encode(Manifests.MANIFEST);
    byte[] weights = someWeights();
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      readsAManifestAndItsFilesOrRefuses(damaged(manifest, random));
      readsWeightsOrRefuses(damaged(weights, random));
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] out =
        Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
    for (int n = random.nextInt(4); n >= 0 && out.length > 0; n--) {
      int at = random.nextInt(out.length);
      out[at] =
          random.nextBoolean() ? (byte) random.nextInt(256) : (byte) ('0' + random.nextInt(10));
    }
    return out;
  }
}
