package io.thalweg.serving.explain;

/** A function of rows, all that an explanation needs to know of a model. */
@FunctionalInterface
interface Evaluation {
  /**
   * Computes one number for each row.
   *
   * @param dense float32, (rows, width), borrowed for the call, NaN where a value is missing; may
   *     be longer
   */
  float[] evaluate(float[] dense, int rows);
}
