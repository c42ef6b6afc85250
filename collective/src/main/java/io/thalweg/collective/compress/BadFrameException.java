package io.thalweg.collective.compress;

/** Bytes that are not a frame of the codec that was asked to read them. */
public final class BadFrameException extends Exception {

  public BadFrameException(String rule) {
    super(rule);
  }
}
