package io.thalweg.serving.follow;

import org.jspecify.annotations.Nullable;

/** An operation on aliases that wasn't done. Its message is one line for the user. */
public final class AliasException extends Exception {
  private final Kind kind;

  /** Whose move it is. */
  public enum Kind {
    /** The request can't be meant. */
    BAD,
    /** There is no such model, version or alias. */
    UNKNOWN,
    /** Not as things stand, such as a promotion without a canary. */
    CONFLICT,
    /** The log of aliases doesn't answer; whether it was written isn't known. */
    UNAVAILABLE
  }

  public AliasException(Kind kind, String message) {
    this(kind, message, null);
  }

  public AliasException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
