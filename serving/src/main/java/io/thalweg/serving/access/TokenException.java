package io.thalweg.serving.access;

/** A token that can't be made. The message is one line to show as it is. */
public final class TokenException extends RuntimeException {
  TokenException(String line) {
    super(line);
  }
}
