package io.thalweg.serving.batch;

import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.version.Servable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rows that wait to be computed on a version. Handed from thread to thread. */
final class Job {
  final Servable servable;
  final int rows;
  final CompletableFuture<Outputs> outputs = new CompletableFuture<>();
  private final float[] dense;
  private final long deadlineNanos;
  private @Nullable Future<?> expiry;

  Job(Servable servable, float[] dense, int rows, long deadlineNanos) {
    this.servable = servable;
    this.dense = dense;
    this.rows = rows;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * Keeps the deadline from here on, also where the job's run doesn't end. The version stays loaded
   * until {@link #left}, whoever has answered before.
   */
  void beginWait(ScheduledExecutorService timer, long nowNanos) {
    servable.acquireAgain();
    expiry = timer.schedule(this::expire, deadlineNanos - nowNanos, TimeUnit.NANOSECONDS);
  }

  /** It was run, or won't be. */
  void left() {
    if (expiry != null) {
      expiry.cancel(false);
      servable.release();
    }
  }

  /** Whether nobody waits for it any more; its future is told. */
  boolean isLate(long nowNanos) {
    if (nowNanos - deadlineNanos <= 0) {
      return false;
    }
    expire();
    return true;
  }

  private void expire() {
    outputs.completeExceptionally(
        RequestException.of(Status.DEADLINE, "the deadline passed before the rows were computed"));
  }

  /** Computes jobs of one version in one run and completes them on the caller's thread. */
  static void runTogether(List<Job> jobs, ModelQueue queue) {
    long start = System.nanoTime();
    try {
      Job first = jobs.get(0);
      int rows = rows(jobs);
      Outputs all =
          first.servable.predictor().run(jobs.size() == 1 ? first.dense : joined(jobs), rows);
      queue.ran(first.servable, rows, System.nanoTime() - start);
      if (jobs.size() == 1) {
        first.outputs.complete(all);
      } else {
        split(jobs, all);
      }
    } catch (RuntimeException | Error e) {
      // Those that have their outputs keep them.
      jobs.forEach(job -> job.outputs.completeExceptionally(e));
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
