package io.thalweg.ingestion.file;

import org.jspecify.annotations.Nullable;

/** A file of events that can't be read, or not any further. The message is one line. */
public final class EventFileException extends Exception {
  public EventFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
