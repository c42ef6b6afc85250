package io.thalweg.model.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.RandomSpecs;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.model.store.Sha256;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTest {
  private static final float[] PARAMETERS =
      RandomSpecs.gaussians(new Random(1), Manifests.SPEC.parameterLayout().length());
  private static final Receipt RECEIPT =
      new Receipt(
          3, null, 4, 5, 6, 7, Map.of("accuracy", 0.5), Manifests.MANIFEST.readyTimesMillis());

  @TempDir Path root;
  private ModelStore store;
  private Standardization standardization;

  @BeforeEach
  void mergeSomeStatistics() {
    store = new LocalModelStore(root);
    standardization = new Standardization(Manifests.SPEC.features());
    int width = standardization.width();
    float[] sums = new float[3 * width];
    sums[0] = 4;
    sums[width] = 8;
    sums[2 * width] = 28;
    standardization.merge(sums, 0);
  }

  @Test
  void aReleasedVersionReadsBack() throws Exception {
    Release release = write(PARAMETERS);

    Artifact artifact = ArtifactReader.read(store, release.manifestSha256());

    assertThat(artifact.manifest()).isEqualTo(release.manifest());
    assertThat(artifact.manifest().version()).isEqualTo(3);
    assertThat(artifact.parameters()).isEqualTo(PARAMETERS);
    assertThat(artifact.mean()).isEqualTo(standardization.meanView()).startsWith(2);
    assertThat(artifact.scale()).isEqualTo(standardization.scaleView()).startsWith(0.5f);
    assertThat(Sha256.hex(artifact.onnxView()))
        .isEqualTo(artifact.manifest().files().get(Manifest.ONNX).sha256());
  }

  @Test
  void theBoundsOfBucketsAreReadBack() throws Exception {
    double none = Double.POSITIVE_INFINITY;
    Feature number =
        new Feature.Numeric(
            "x",
            "x",
            Feature.Transform.NONE,
            Feature.Scaling.NONE,
            -none,
            none,
            Feature.Clip.NONE,
            new Feature.Quantiles(3, 10));
    FeatureSpec features = new FeatureSpec(List.of(number));
    ModelSpec spec = new ModelSpec("m", features, List.of(), new Head.Regression(), 1);
    Standardization buckets = new Standardization(features);
    for (int round = 0; round < 2; round++) {
      double[] sums = new double[buckets.sumsLength()];
      for (float x : new float[] {1, 2, 3, 4, 5, 6}) {
        buckets.accumulate(new float[] {x, x, x}, 0, sums);
      }
      float[] reduced = new float[sums.length];
      for (int i = 0; i < sums.length; i++) {
        reduced[i] = (float) sums[i];
      }
      buckets.merge(reduced, 0);
    }
    Manifest.Parity parity = new Manifest.Parity(List.of(), List.of());
    Release release =
        ArtifactWriter.write(
            store, spec, new float[spec.parameterLayout().length()], buckets, parity, RECEIPT);

    Artifact artifact = ArtifactReader.read(store, release.manifestSha256());

    assertThat(artifact.low()).isEqualTo(buckets.lowView()).startsWith(Float.NEGATIVE_INFINITY);
    assertThat(artifact.high()).isEqualTo(buckets.highView()).endsWith(Float.POSITIVE_INFINITY);
    assertThat(artifact.high()[0]).isBetween(1.9f, 2.2f);
    assertThat(artifact.high()[1]).isBetween(3.9f, 4.3f);
    Artifact without = ArtifactReader.read(store, write(PARAMETERS).manifestSha256());
    assertThat(without.low()).isEmpty();
    assertThat(without.high()).isEmpty();
  }

  @Test
  void aVocabularyIsReadBack() throws Exception {
    VocabularyFeature words = new VocabularyFeature("v", "v", 3, 2, 0, 4);
    FeatureSpec features = new FeatureSpec(List.of(words));
    ModelSpec spec = new ModelSpec("m", features, List.of(), new Head.Regression(), 1);
    Standardization vocabulary = new Standardization(features);
    double[] sums = new double[vocabulary.sumsLength()];
    for (float key : new float[] {77, 5, 77, 1 << 24, 5, 5, 0, 9}) {
      vocabulary.accumulate(new float[] {key}, 0, sums);
    }
    float[] reduced = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      reduced[i] = (float) sums[i];
    }
    vocabulary.merge(reduced, 0);
    Manifest.Parity parity = new Manifest.Parity(List.of(), List.of());
    Release release =
        ArtifactWriter.write(
            store, spec, new float[spec.parameterLayout().length()], vocabulary, parity, RECEIPT);

    Artifact artifact = ArtifactReader.read(store, release.manifestSha256());

    assertThat(artifact.vocabulary(words)).containsExactly(5, 77, 0);
    assertThat(artifact.parameters()).hasSize(5 * 4 + 4 + 1);
  }

  @Test
  void theSameVersionHasTheSameAddress() throws Exception {
    assertThat(write(PARAMETERS)).isEqualTo(write(PARAMETERS.clone()));
  }

  @Test
  void refusesToReleaseParametersThatAreNotFinite() {
    float[] parameters = PARAMETERS.clone();
    parameters[5] = Float.NaN;

    assertThatThrownBy(() -> write(parameters))
        .hasMessage("model payments is not released: parameter 5 is NaN");
  }

  @Test
  void refusesAManifestThatNamesNoFilesOrOthers() throws Exception {
    Manifest manifest = write(PARAMETERS).manifest();
    Map<String, Manifest.FileEntry> files = new HashMap<>(manifest.files());
    Manifest.FileEntry weights = files.get(Manifest.WEIGHTS);

    files.put(Manifest.WEIGHTS, new Manifest.FileEntry(weights.sha256(), weights.sizeBytes() + 1));
    assertThatThrownBy(() -> readWith(files))
        .isInstanceOf(ArtifactException.class)
        .hasMessageEndingWith(
            "weights.safetensors is %d bytes long, the manifest says %d",
            weights.sizeBytes(), weights.sizeBytes() + 1);
    files.put(Manifest.WEIGHTS, new Manifest.FileEntry(weights.sha256(), Long.MAX_VALUE));
    assertThatThrownBy(() -> readWith(files))
        .hasMessageEndingWith("bytes long, the limit is 2147483648");
    files.remove(Manifest.WEIGHTS);
    assertThatThrownBy(() -> readWith(files))
        .isInstanceOf(ArtifactException.class)
        .hasMessageEndingWith("manifest has no weights.safetensors, only [model.onnx]");
  }

  @Test
  void saysWhichFileIsNoManifest() throws Exception {
    String sha256 = store.put(new byte[] {'x'});

    assertThatThrownBy(() -> ArtifactReader.read(store, sha256))
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith(sha256 + ": manifest is no JSON: ");
  }

  private Release write(float[] parameters) throws Exception {
    return ArtifactWriter.write(
        store,
        Manifests.SPEC,
        parameters,
        standardization,
        new Manifest.Parity(List.of(List.of(1f, 0f, 1f, 0f, 2f, 3f)), List.of(List.of(0.5f, 0.5f))),
        RECEIPT);
  }

  private Artifact readWith(Map<String, Manifest.FileEntry> files) throws Exception {
    Manifest m = Manifests.MANIFEST;
    Manifest other =
        new Manifest(
            m.spec(), 1, null, 0, 0, 0, 0, Map.of(), files, m.parity(), m.readyTimesMillis());
    return ArtifactReader.read(store, store.put(ManifestCodec.encode(other)));
  }
}
