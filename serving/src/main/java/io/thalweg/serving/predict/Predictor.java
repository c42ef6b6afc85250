package io.thalweg.serving.predict;

import java.util.List;

/**
 * One loaded model version. Any number of threads may run it at once; closing is up to its owner.
 */
public interface Predictor extends AutoCloseable {
  /** Name of the output before the head's link function, (rows, head outputs). */
  String LOGITS = "logits";

  /**
   * Computes on the caller's thread.
   *
   * @param dense float32, (rows, width), not standardized, NaN where a value is missing
   * @param outputs names of outputs: the head's or {@link #LOGITS}
   * @return one array per name, in the order of the names, float32, (rows, head outputs)
   */
  float[][] run(float[] dense, int rows, List<String> outputs);

  @Override
  void close();
}
