package io.thalweg.ingestion.file;

/** A value that isn't of its field's type. The message says value and rule. */
public final class BadCellException extends Exception {
  private static final int SHOWN = 60;

  private final boolean missing;

  /** There is no value where there has to be one. */
  static BadCellException missing() {
    return new BadCellException();
  }

  private BadCellException() {
    super("is missing");
    this.missing = true;
  }

  /** Whether there is no value at all. */
  boolean isMissing() {
    return missing;
  }

  BadCellException(String value, String rule) {
    super(
        "'%s' %s"
            .formatted(value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value, rule));
    this.missing = false;
  }
}
