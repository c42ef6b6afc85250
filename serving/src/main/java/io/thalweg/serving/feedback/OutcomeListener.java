package io.thalweg.serving.feedback;

/**
 * Is told what labels have shown of what was served, each prediction once, on the thread that reads
 * labels. Must not block.
 */
@FunctionalInterface
public interface OutcomeListener {
  /**
   * A prediction of a version has met its label.
   *
   * @param servedAtMillis when the prediction was served, milliseconds since the epoch
   * @param loss log loss, of a set of labels the mean over them; of a regression the squared error
   * @param correct whether the prediction was right; of a regression never
   */
  void judged(String model, long version, long servedAtMillis, double loss, boolean correct);
}
