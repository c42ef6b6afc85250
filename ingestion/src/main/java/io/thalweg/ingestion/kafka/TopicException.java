package io.thalweg.ingestion.kafka;

import org.jspecify.annotations.Nullable;

/** A topic that can't be used. The message is one line for the user. */
public final class TopicException extends Exception {
  TopicException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether Kafka has refused, so that trying again is of no use before somebody has mended it. */
  public boolean isRefusal() {
    return getCause() != null && ClientFailure.isRefusal(getCause());
  }
}
