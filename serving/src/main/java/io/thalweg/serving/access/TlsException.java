package io.thalweg.serving.access;

/** Files of a certificate that can't be used. The message is one line to show as it is. */
public final class TlsException extends RuntimeException {
  TlsException(String line) {
    super(line);
  }
}
