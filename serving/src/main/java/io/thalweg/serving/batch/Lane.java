package io.thalweg.serving.batch;

import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** What arrives for a model in one turn and takes longer is more than the loop can do. */
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
      try {
        loop.execute(this::endOfTurn);
      } catch (RuntimeException e) {
        arrived.clear();
        throw e;
      }
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
    Map<ModelQueue, Double> spentNanos = new HashMap<>(2);
    while (!jobs.isEmpty()) {
      List<Job> others = new ArrayList<>();
      try {
        runSome(jobs, others, spentNanos);
      } catch (RuntimeException | Error e) {
        jobs.forEach(job -> job.outputs.completeExceptionally(e));
        return;
      }
      jobs = others;
    }
  }

  /**
   * Takes as many jobs of the first one's version as are worth computing together.
   *
   * @param others receives those that are left
   * @param spentNanos what of this turn each model has had so far, to which these are added
   */
  private void runSome(List<Job> jobs, List<Job> others, Map<ModelQueue, Double> spentNanos) {
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
      return;
    }
    if (!quick) {
      together.forEach(job -> batcher.workers().submit(queue, job));
      return;
    }
    double nanos = spentNanos.merge(queue, cost.nanos(rows), Double::sum);
    if (nanos > TURN_NANOS) {
      together.forEach(job -> job.outputs.completeExceptionally(ModelQueue.tooMany(job.servable)));
      return;
    }
    Job.runTogether(together, queue);
  }
}
