package io.thalweg.serving.batch;

import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Collects what one turn of an event loop brings and computes it when the turn ends: nothing waits
 * for a timer, and a lone request waits for nothing. What would hold the loop up goes to the
 * workers. Confined to its event loop.
 */
final class Lane implements Runner {
  /** The loop has other requests to read. */
  private static final double QUICK_NANOS = 300_000;

  private final Executor loop;
  private final Batcher batcher;
  private List<Job> arrived = new ArrayList<>();

  Lane(Executor loop, Batcher batcher) {
    this.loop = loop;
    this.batcher = batcher;
  }

  @Override
  public CompletableFuture<Outputs> run(
      Servable servable, float[] dense, int rows, long deadlineNanos) {
    Job job = new Job(servable, dense, rows, deadlineNanos);
    arrived.add(job);
    if (arrived.size() == 1) {
      loop.execute(this::endOfTurn);
    }
    return job.outputs;
  }

  private void endOfTurn() {
    List<Job> jobs = arrived;
    arrived = new ArrayList<>(jobs.size());
    for (int from = 0; from < jobs.size(); ) {
      from = runFrom(jobs, from);
    }
  }

  /** Takes as many jobs of one version as are worth computing together. */
  private int runFrom(List<Job> jobs, int from) {
    Job first = jobs.get(from);
    ModelQueue queue = batcher.queue(first.servable.spec().name());
    RunCost cost = queue.cost;
    if (cost.nanos(first.rows) > QUICK_NANOS) {
      batcher.workers().submit(queue, first);
      return from + 1;
    }
    int most = cost.rowsOfOneRun(batcher.width().unnoticedNanos(), batcher.width().maxRows());
    long now = System.nanoTime();
    List<Job> together = new ArrayList<>();
    int rows = 0;
    int next = from;
    while (next < jobs.size() && jobs.get(next).servable == first.servable) {
      Job job = jobs.get(next);
      if (rows > 0 && rows + job.rows > most) {
        break;
      }
      next++;
      if (!job.isLate(now)) {
        together.add(job);
        rows += job.rows;
      }
    }
    if (rows > 0) {
      Job.runTogether(together, queue);
    }
    return next;
  }
}
