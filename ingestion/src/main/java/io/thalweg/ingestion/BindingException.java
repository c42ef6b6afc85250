package io.thalweg.ingestion;

/**
 * A specification that doesn't fit its schema. The message is one line for the user: place, field,
 * rule and what to do next.
 */
public final class BindingException extends RuntimeException {
  public BindingException(String message) {
    super(message);
  }
}
