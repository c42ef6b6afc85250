package io.thalweg.model.artifact;

import java.io.IOException;

/** A released file that breaks its format. Reading it again gives the same; skip the version. */
public final class ArtifactException extends IOException {
  public ArtifactException(String message) {
    super(message);
  }

  public ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
