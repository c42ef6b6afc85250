package io.thalweg.model.artifact;

import io.thalweg.model.artifact.Manifest.FileEntry;
import io.thalweg.model.store.ModelStore;
import java.io.IOException;

/** Reads a released version back; the store verifies every hash. Stateless. */
public final class ArtifactReader {
  static final long MAX_MANIFEST_BYTES = 16L << 20;
  static final long MAX_FILE_BYTES = 2L << 30;

  private ArtifactReader() {}

  /** The manifest alone, to list versions. */
  public static Manifest manifest(ModelStore store, String manifestSha256) throws IOException {
    byte[] bytes = store.get(manifestSha256, MAX_MANIFEST_BYTES);
    try {
      return ManifestCodec.decode(bytes);
    } catch (ArtifactException e) {
      throw new ArtifactException(manifestSha256 + ": " + e.getMessage(), e);
    }
  }

  /**
   * The manifest and its files.
   *
   * @throws ArtifactException when a file isn't what the manifest says
   * @throws IOException when the store can't be read
   */
  public static Artifact read(ModelStore store, String manifestSha256) throws IOException {
    Manifest manifest = manifest(store, manifestSha256);
    return new Artifact(
        manifest,
        file(store, manifestSha256, manifest, Manifest.WEIGHTS),
        file(store, manifestSha256, manifest, Manifest.ONNX));
  }

  private static byte[] file(
      ModelStore store, String manifestSha256, Manifest manifest, String name) throws IOException {
    FileEntry entry = manifest.files().get(name);
    if (entry == null) {
      throw new ArtifactException(
          "%s: manifest has no %s, only %s"
              .formatted(manifestSha256, name, manifest.files().keySet()));
    }
    if (entry.sizeBytes() > MAX_FILE_BYTES) {
      throw new ArtifactException(
          "%s: %s is %d bytes long, the limit is %d"
              .formatted(manifestSha256, name, entry.sizeBytes(), MAX_FILE_BYTES));
    }
    byte[] content = store.get(entry.sha256(), entry.sizeBytes());
    if (content.length != entry.sizeBytes()) {
      throw new ArtifactException(
          "%s: %s is %d bytes long, the manifest says %d"
              .formatted(manifestSha256, name, content.length, entry.sizeBytes()));
    }
    return content;
  }
}
