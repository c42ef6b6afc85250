package io.thalweg.bench.continual;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user says; null is nothing. Immutable.
 *
 * @param data a directory with MNIST's four files
 * @param tasks a directory with the files of several tasks
 * @param rows training examples of each task, at most
 * @param seeds runs of each setup
 */
public record ContinualOptions(
    @Nullable Path data,
    @Nullable Path tasks,
    @Nullable String strategy,
    @Nullable Integer buffer,
    @Nullable List<Integer> hidden,
    @Nullable String optimizer,
    @Nullable Double learningRate,
    @Nullable Double alpha,
    @Nullable Double beta,
    @Nullable Double lambda,
    @Nullable Integer batch,
    @Nullable Integer replayBatch,
    @Nullable Integer replaySteps,
    @Nullable Integer epochs,
    int seeds,
    @Nullable Integer rows) {
  /** Nothing but one of the two places and the number of seeds. */
  public static ContinualOptions at(@Nullable Path data, @Nullable Path tasks, int seeds) {
    return new ContinualOptions(
        data, tasks, null, null, null, null, null, null, null, null, null, null, null, null, seeds,
        null);
  }

  int mostRows() {
    return rows == null ? Integer.MAX_VALUE : rows;
  }
}
