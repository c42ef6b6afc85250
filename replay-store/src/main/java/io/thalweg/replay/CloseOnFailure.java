package io.thalweg.replay;

import java.util.function.Supplier;

/** Steps between taking a resource and handing it on. */
final class CloseOnFailure {
  private CloseOnFailure() {}

  /** Runs the step; if it fails, closes the resource and keeps the step's error. */
  static <T> T run(AutoCloseable resource, Supplier<T> step) {
    try {
      return step.get();
    } catch (Throwable failure) {
      try {
        resource.close();
      } catch (Exception second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }
}
