package io.thalweg.ingestion.file;

/** A line that can't become a record. The message says file:line, column, value and rule. */
public final class BadLineException extends Exception {
  public BadLineException(String message) {
    super(message);
  }
}
