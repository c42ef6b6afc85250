package io.thalweg.client;

import org.jspecify.annotations.Nullable;

/** A request that got no answer, or an error for one. The message is the server's own line. */
public final class ThalwegException extends RuntimeException {
  private final int status;

  ThalwegException(int status, String line, @Nullable Throwable cause) {
    super(line, cause);
    this.status = status;
  }

  /** The status of HTTP; 0 when there was no answer. */
  public int status() {
    return status;
  }
}
