package io.thalweg.collective;

/** What one rank's thread ended with: a value or a failure, never both. */
public record Outcome<T>(T value, Throwable failure) {

  public CollectiveException collectiveFailure() {
    if (failure instanceof CollectiveException e) {
      return e;
    }
    throw new AssertionError("no CollectiveException: value=" + value, failure);
  }
}
