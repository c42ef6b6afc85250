package io.thalweg.serving.infer;

/** Told of every answer, on the thread that computed it. Must not block, must not throw. */
@FunctionalInterface
public interface AnswerObserver {
  void answered(Answered answered);
}
