package io.thalweg.learner.config;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.WarmStart;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.store.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The key {@code model.warm-start}: a file, or a version in a store. Stateless. */
final class WarmStartSection {
  private WarmStartSection() {}

  /**
   * What it says, tried on the model, so that a mistake shows before anything runs.
   *
   * @param directory that paths are relative to
   * @param releases the store that the pipeline releases into
   */
  static Optional<WarmStart> read(
      ConfigNode model, ModelSpec spec, Path directory, String releases) {
    if (!model.has("warm-start")) {
      return Optional.empty();
    }
    ConfigNode node = model.required("warm-start");
    try {
      WarmStart start =
          node.isScalar()
              ? WarmStart.ofFile(directory.resolve(node.string()))
              : version(node, spec, directory, releases);
      start.parameters(spec);
      return Optional.of(start);
    } catch (NoSuchFileException e) {
      throw node.refuse("weights that are there; there is no " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw node.refuse("weights that fit the model: " + e.getMessage());
    }
  }

  private static WarmStart version(ConfigNode node, ModelSpec spec, Path directory, String releases)
      throws IOException {
    String manifest = node.string("manifest");
    if (!Sha256.isHex(manifest)) {
      throw node.required("manifest").refuse("the 64 hex digits of a version's manifest");
    }
    String store = node.string("store", releases);
    boolean local = !store.contains("://") && !store.startsWith("file:");
    return WarmStart.ofVersion(
        local ? directory.resolve(store).toUri().toString() : store, manifest, spec);
  }
}
