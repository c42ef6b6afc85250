package io.thalweg.ingestion.decode;

/** A writers' schema that can't be read as ours. The message is a clause: field and rule. */
final class SchemaMismatchException extends Exception {
  SchemaMismatchException(String message) {
    super(message);
  }
}
