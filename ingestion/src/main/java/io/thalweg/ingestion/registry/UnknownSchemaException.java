package io.thalweg.ingestion.registry;

/** An id that names no schema that could be read by. The message is a clause with the id in it. */
public final class UnknownSchemaException extends Exception {
  public UnknownSchemaException(String message) {
    super(message);
  }
}
