package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Course;
import io.thalweg.model.ModelSpec;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Learns tasks by other means than the plain loop, with the same examples in the same order. */
public interface Elsewhere {
  /**
   * Learns a course from its beginning.
   *
   * @param learned is told how many examples are learned by now
   */
  Learned learn(Assignment assignment, LongConsumer learned) throws Exception;

  /**
   * What is to be learned, and how. Immutable.
   *
   * @param pipeline the sections {@code learners}, {@code features}, {@code model}, {@code
   *     training}, {@code replay} and {@code rounds} of a pipeline file; the vector of numbers is
   *     the field {@value PipelineSections#FIELD}
   * @param initial the parameters to begin with
   * @param directory absent, for whatever is needed on disk
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Assignment(
      Course course, ModelSpec model, String pipeline, float[] initial, Path directory) {}

  /**
   * What came of it. Immutable.
   *
   * @param parameters of the last released version
   * @param examples that this version contains
   * @param rounds that were committed
   * @param storedRows of replay, at the end
   * @param rowsOnDisk those of them that weren't in memory
   * @param coldBytes of segment files, at the end
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Learned(
      float[] parameters,
      long examples,
      long rounds,
      long storedRows,
      long rowsOnDisk,
      long coldBytes) {}
}
