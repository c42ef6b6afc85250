package io.thalweg.model.feature;

/** A record's value that its feature refuses. The message says field, value and rule. */
public final class BadValueException extends Exception {
  public BadValueException(String message) {
    super(message);
  }
}
