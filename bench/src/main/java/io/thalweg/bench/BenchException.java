package io.thalweg.bench;

/** What the user can mend: one line that ends with what to do next. */
public final class BenchException extends RuntimeException {
  public BenchException(String message) {
    super(message);
  }
}
