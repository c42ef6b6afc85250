package io.thalweg.model.artifact;

import io.thalweg.model.Experts;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import io.thalweg.model.parameters.Resizing;
import io.thalweg.model.store.ModelStore;
import io.thalweg.model.store.ModelStores;
import io.thalweg.model.store.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The weights that a model begins with: a safetensors file, float32, by its content. Immutable.
 *
 * @param location of the file, or of the store that has it
 * @param inStore whether the location is a store's
 * @param sha256 of the file's bytes
 */
public record WarmStart(String location, boolean inStore, String sha256) implements Serializable {
  private static final long MAX_BYTES = 2L << 30;

  /** The file as it is now. */
  public static WarmStart ofFile(Path file) throws IOException {
    return new WarmStart(file.toString(), false, Sha256.hex(Files.readAllBytes(file)));
  }

  /** Writes parameters in the order of the spec's layout to a file, and names that. */
  public static WarmStart write(Path file, ModelSpec spec, float[] parameters) throws IOException {
    SafetensorsWriter tensors = new SafetensorsWriter();
    for (Tensor t : spec.parameterLayout().tensors()) {
      tensors.add(t.name(), t.shape(), parameters, t.offset());
    }
    Files.write(file, tensors.toBytes());
    return ofFile(file);
  }

  /**
   * The weights of a version.
   *
   * @throws ArtifactException when it was trained on other features than the model's, whose columns
   *     its weights are for, or on a vocabulary
   */
  public static WarmStart ofVersion(String storeUri, String manifestSha256, ModelSpec spec)
      throws IOException {
    ModelStore store = ModelStores.open(storeUri);
    Manifest manifest = ArtifactReader.manifest(store, manifestSha256);
    if (!Fingerprints.ofFeatures(manifest.spec()).equals(Fingerprints.ofFeatures(spec))) {
      throw new ArtifactException(
          "version %d of %s was trained on other features"
              .formatted(manifest.version(), manifest.spec().name()));
    }
    if (spec.features().features().stream().anyMatch(VocabularyFeature.class::isInstance)) {
      throw new ArtifactException(
          "version %d of %s has weights for the places of its own vocabulary, and a new one begins empty"
              .formatted(manifest.version(), manifest.spec().name()));
    }
    Manifest.FileEntry weights = manifest.files().get(Manifest.WEIGHTS);
    if (weights == null) {
      throw new ArtifactException(manifestSha256 + " names no " + Manifest.WEIGHTS);
    }
    return new WarmStart(storeUri, true, weights.sha256());
  }

  /**
   * The initial parameters: of each tensor of the spec that the file has by name the file's values,
   * of each other one those of the seed. Where the file's head has fewer classes than there are at
   * the start, those that it lacks begin by the seed as well.
   *
   * @throws ArtifactException when the file has none of them, or one in another shape, or when of
   *     experts its gates choose not exactly one
   * @throws IOException when the file can't be read, or isn't the same any more
   */
  public float[] parameters(ModelSpec spec) throws IOException {
    Safetensors file = Safetensors.parse(bytes());
    float[] parameters = Initializer.heNormal(spec);
    Set<String> names = file.names();
    List<Tensor> taken =
        spec.parameterLayout().tensors().stream().filter(t -> names.contains(t.name())).toList();
    if (taken.isEmpty()) {
      throw new ArtifactException(
          "the file has none of the model's tensors, only %s"
              .formatted(names.stream().limit(8).toList()));
    }
    ParameterLayout then = spec.ofOutputs(classes(file, spec)).parameterLayout();
    for (Tensor t : taken) {
      Tensor source = new Tensor(t.name(), tensor(then, t.name()).shape(), 0);
      Resizing.copy(file.floats(t.name(), source.shape()), source, parameters, t);
    }
    requireChosen(spec, parameters);
    return parameters;
  }

  /** Of fewer experts than the file has, the one that counts there may not be among them. */
  private static void requireChosen(ModelSpec spec, float[] parameters) throws ArtifactException {
    if (spec.architecture() instanceof Experts e
        && e.chosen(spec.parameterLayout(), parameters).isEmpty()) {
      throw new ArtifactException(
          "the file's gates choose none of the %d experts, or more than one".formatted(e.count()));
    }
  }

  /** So many outputs the file's head has, as far as they can be fewer than the model's. */
  private static int classes(Safetensors file, ModelSpec spec) {
    int atStart = spec.head().outputsAtStart();
    if (!(spec.head() instanceof Head.Multiclass)) {
      return atStart;
    }
    ParameterLayout one = spec.ofOutputs(atStart).parameterLayout();
    ParameterLayout more;
    try {
      more = spec.ofOutputs(atStart + 1).parameterLayout();
    } catch (IllegalArgumentException e) {
      return atStart; // a network whose outputs are fixed
    }
    for (Tensor t : one.tensors()) {
      List<Integer> shape = tensor(more, t.name()).shape();
      for (int d = 0; d < shape.size(); d++) {
        List<Integer> found = file.shape(t.name());
        if (!shape.get(d).equals(t.shape().get(d)) && found.size() == shape.size()) {
          int classes = found.get(d);
          return classes >= 2 && classes < atStart ? classes : atStart;
        }
      }
    }
    return atStart;
  }

  private static Tensor tensor(ParameterLayout layout, String name) {
    return layout.tensors().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  private byte[] bytes() throws IOException {
    if (inStore) {
      return ModelStores.open(location).get(sha256, MAX_BYTES);
    }
    byte[] bytes = Files.readAllBytes(Path.of(location));
    if (!Sha256.hex(bytes).equals(sha256)) {
      throw new IOException("%s has changed: its SHA-256 was %s".formatted(location, sha256));
    }
    return bytes;
  }
}
