package io.thalweg.serving.batch;

import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.version.Servable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Rows that wait to be computed on a version. Handed from thread to thread. */
final class Job {
  final Servable servable;
  final int rows;
  final CompletableFuture<Outputs> outputs = new CompletableFuture<>();
  private final float[] dense;
  private final long deadlineNanos;

  Job(Servable servable, float[] dense, int rows, long deadlineNanos) {
    this.servable = servable;
    this.dense = dense;
    this.rows = rows;
    this.deadlineNanos = deadlineNanos;
  }

  /** Whether nobody waits for it any more; its future is told. */
  boolean isLate(long nowNanos) {
    if (nowNanos - deadlineNanos <= 0) {
      return false;
    }
    outputs.completeExceptionally(
        RequestException.of(Status.DEADLINE, "the deadline passed before the rows were computed"));
    return true;
  }

  /** Computes jobs of one version in one run and completes them on the caller's thread. */
  static void runTogether(List<Job> jobs, ModelQueue queue) {
    Outputs all;
    long start = System.nanoTime();
    try {
      Job first = jobs.get(0);
      int rows = rows(jobs);
      all = first.servable.predictor().run(jobs.size() == 1 ? first.dense : joined(jobs), rows);
      queue.ran(first.servable, rows, System.nanoTime() - start);
    } catch (RuntimeException | Error e) {
      jobs.forEach(job -> job.outputs.completeExceptionally(e));
      return;
    }
    if (jobs.size() == 1) {
      jobs.get(0).outputs.complete(all);
    } else {
      split(jobs, all);
    }
  }

  static int rows(List<Job> jobs) {
    int rows = 0;
    for (Job job : jobs) {
      rows += job.rows;
    }
    return rows;
  }

  private static float[] joined(List<Job> jobs) {
    int length = 0;
    for (Job job : jobs) {
      length += job.dense.length;
    }
    float[] all = new float[length];
    int at = 0;
    for (Job job : jobs) {
      System.arraycopy(job.dense, 0, all, at, job.dense.length);
      at += job.dense.length;
    }
    return all;
  }

  private static void split(List<Job> jobs, Outputs all) {
    int columns = all.headView().length / rows(jobs);
    int from = 0;
    for (Job job : jobs) {
      int to = from + job.rows * columns;
      job.outputs.complete(
          new Outputs(
              Arrays.copyOfRange(all.headView(), from, to),
              Arrays.copyOfRange(all.logitsView(), from, to)));
      from = to;
    }
  }
}
