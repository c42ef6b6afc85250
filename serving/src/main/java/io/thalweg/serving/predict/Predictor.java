package io.thalweg.serving.predict;

/**
 * One loaded model version. Any number of threads may run it at once; closing is up to its owner.
 */
public interface Predictor extends AutoCloseable {
  /** Name of the output before the head's link function, (rows, head outputs). */
  String LOGITS = "logits";

  /**
   * Computes on the caller's thread.
   *
   * @param dense float32, (rows, width), not standardized, NaN where a value is missing; may be
   *     longer
   */
  Outputs run(float[] dense, int rows);

  @Override
  void close();
}
