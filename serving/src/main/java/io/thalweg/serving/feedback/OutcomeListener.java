package io.thalweg.serving.feedback;

/**
 * Is told what labels have shown of what was served, each prediction once, on the thread that reads
 * labels. Must not block.
 */
@FunctionalInterface
public interface OutcomeListener {
  void judged(JudgedPrediction prediction);
}
