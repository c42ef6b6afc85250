package io.thalweg.ingestion.file;

/** A value that isn't of its field's type. The message says value and rule. */
public final class BadCellException extends Exception {
  private static final int SHOWN = 60;

  BadCellException(String value, String rule) {
    super(
        "'%s' %s"
            .formatted(value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value, rule));
  }
}
