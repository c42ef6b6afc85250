package io.thalweg.serving.infer;

import io.thalweg.serving.version.Servable;

/** Told of every answer, on the thread that computed it. Must not block, must not throw. */
@FunctionalInterface
public interface AnswerObserver {
  void answered(Answered answered);

  /** A version failed a request that named none, and not for the request's sake. */
  default void failed(Servable servable) {}

  /** Whether a request without an id has to be given one. */
  default boolean needsId() {
    return false;
  }
}
