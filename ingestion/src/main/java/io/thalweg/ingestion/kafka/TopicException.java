package io.thalweg.ingestion.kafka;

import org.jspecify.annotations.Nullable;

/** A topic that can't be used. The message is one line for the user. */
public final class TopicException extends Exception {
  TopicException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
