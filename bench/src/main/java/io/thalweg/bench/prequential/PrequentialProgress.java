package io.thalweg.bench.prequential;

import io.thalweg.model.evaluate.PrequentialCounts;

/** Is told how far a run has come. */
@FunctionalInterface
public interface PrequentialProgress {
  /**
   * Some rows further.
   *
   * @param counts of all rows so far
   */
  void learned(long rows, long total, PrequentialCounts counts);
}
