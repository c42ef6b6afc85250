package io.thalweg.serving.follow;

/** A file of aliases that a server can't start with. The message is one line for the user. */
public final class AliasFileException extends RuntimeException {
  AliasFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
