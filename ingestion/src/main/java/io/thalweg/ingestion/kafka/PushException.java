package io.thalweg.ingestion.kafka;

/** A push that ended early. The message is one line for the user and says how much was sent. */
public final class PushException extends Exception {
  PushException(String message, Throwable cause) {
    super(message, cause);
  }
}
