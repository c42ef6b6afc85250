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

  /** What arrives in one turn and takes longer than this is more than the loop can do. */
  private static final double TURN_NANOS = 50_000_000;

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

  @Override
  public Runner fromAnywhere() {
    return this::runOnWorkers;
  }

  private CompletableFuture<Outputs> runOnWorkers(
      Servable servable, float[] dense, int rows, long deadlineNanos) {
    Job job = new Job(servable, dense, rows, deadlineNanos);
    batcher.workers().submit(batcher.queue(servable.spec().name()), job);
    return job.outputs;
  }

  private void endOfTurn() {
    List<Job> jobs = arrived;
    arrived = new ArrayList<>(jobs.size());
    double spentNanos = 0;
    while (!jobs.isEmpty()) {
      List<Job> others = new ArrayList<>();
      spentNanos += runSome(jobs, others, spentNanos);
      jobs = others;
    }
  }

  /**
   * Takes as many jobs of the first one's version as are worth computing together.
   *
   * @param others receives those that are left
   * @param spentNanos of this turn so far
   * @return what these take of it
   */
  private double runSome(List<Job> jobs, List<Job> others, double spentNanos) {
    Job first = jobs.get(0);
    ModelQueue queue = batcher.queue(first.servable.spec().name());
    RunCost cost = queue.costs.of(first.servable);
    boolean quick = cost.nanos(first.rows) <= QUICK_NANOS;
    int most =
        quick
            ? cost.rowsOfOneRun(batcher.width().unnoticedNanos(), batcher.width().maxRows())
            : first.rows;
    long now = System.nanoTime();
    List<Job> together = new ArrayList<>();
    int rows = 0;
    for (Job job : jobs) {
      boolean fits = rows == 0 || rows + job.rows <= most;
      if (job.servable != first.servable || !fits) {
        others.add(job);
      } else if (!job.isLate(now)) {
        together.add(job);
        rows += job.rows;
      }
    }
    if (rows == 0) {
      return 0;
    }
    double nanos = cost.nanos(rows);
    if (!quick) {
      together.forEach(job -> batcher.workers().submit(queue, job));
      return 0;
    }
    if (spentNanos + nanos > TURN_NANOS) {
      together.forEach(job -> job.outputs.completeExceptionally(ModelQueue.tooMany(job.servable)));
      return 0;
    }
    Job.runTogether(together, queue);
    return nanos;
  }
}
