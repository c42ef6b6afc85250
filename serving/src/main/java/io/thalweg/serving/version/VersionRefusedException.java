package io.thalweg.serving.version;

import org.jspecify.annotations.Nullable;

/** A released version that must not serve. Loading it again gives the same. */
public final class VersionRefusedException extends Exception {
  public VersionRefusedException(String message) {
    this(message, null);
  }

  public VersionRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
