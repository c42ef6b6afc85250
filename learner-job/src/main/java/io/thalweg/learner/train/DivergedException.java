package io.thalweg.learner.train;

/** Training has left the numbers. It would do so again: the pipeline file has to change. */
public final class DivergedException extends RuntimeException {
  DivergedException(String message) {
    super(message);
  }
}
