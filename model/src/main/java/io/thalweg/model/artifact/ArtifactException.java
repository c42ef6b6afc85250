package io.thalweg.model.artifact;

import java.io.IOException;

/**
 * A released file that breaks its format. Reading it again gives the same; skip the version. The
 * message is one line, whatever stands in the file.
 */
public final class ArtifactException extends IOException {
  public ArtifactException(String message) {
    super(printable(message));
  }

  public ArtifactException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  private static String printable(String message) {
    return message.replaceAll("\\p{Cntrl}", "?");
  }
}
