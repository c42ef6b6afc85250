package io.thalweg.serving.batch;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.version.Servable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What waits for the workers of one model, and who isn't let in. While workers are idle now and
 * then the queue takes a burst; where they hardly are, what waits is a standing queue, which makes
 * everybody late and nothing quicker (Nichols and Jacobson, "Controlling Queue Delay", 2012), and
 * it takes only what waits no longer than a run lasts. So it does for a while after it has turned
 * somebody away: what the workers didn't get through then isn't a burst any more. Guarded by the
 * lock of {@link Workers}.
 */
final class ModelQueue {
  /** A burst may wait for so many runs. */
  private static final int BURST_RUNS = 5;

  private static final long LEAST_WAIT_NANOS = 2_000_000;
  private static final double OVERLOADED = 0.85;
  private static final long STANDING_NANOS = 100_000_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  final RunCosts costs = new RunCosts();
  private final ArrayDeque<Job> jobs = new ArrayDeque<>();
  private int waitingRows;
  private int runningRows;
  private int runs;
  private final Busy busy = new Busy();
  private final IntConsumer ran;

  /** Until then what waits is taken for a standing queue. */
  private long standingUntilNanos;

  /**
   * Empty.
   *
   * @param ran told of every run's rows
   */
  ModelQueue(IntConsumer ran) {
    this.ran = ran;
    this.standingUntilNanos = System.nanoTime();
  }

  /** A run of a version is over, whoever ran it. */
  void ran(Servable servable, int rows, long nanos) {
    costs.of(servable).ran(rows, nanos);
    ran.accept(rows);
  }

  /**
   * Lets a job in.
   *
   * @throws RequestException when it would wait too long
   */
  void add(Job job, Workers.Width width, long nowNanos) {
    busy.at(nowNanos, (double) runs / width.workers());
    RunCost cost = costs.of(job.servable);
    int rowsOfRun = cost.rowsOfOneRun(width.unnoticedNanos(), width.maxRows());
    double runNanos = cost.nanos(rowsOfRun);
    double runsBefore = (double) (waitingRows + runningRows) / rowsOfRun;
    double wait = waitingRows == 0 ? 0 : runsBefore * runNanos / width.workers();
    boolean standing = busy.share() > OVERLOADED || nowNanos - standingUntilNanos < 0;
    if (wait > Math.max(LEAST_WAIT_NANOS, runNanos * (standing ? 1 : BURST_RUNS))) {
      standingUntilNanos = nowNanos + STANDING_NANOS;
      throw tooMany(job.servable);
    }
    jobs.add(job);
    waitingRows += job.rows;
  }

  static RequestException tooMany(Servable servable) {
    return RequestException.later(
        Status.UNAVAILABLE,
        RETRY_AFTER,
        "model '%s' has more requests than it can answer, try again after %d s"
            .formatted(servable.spec().name(), RETRY_AFTER.toSeconds()));
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  /** The oldest jobs of one version, as many as are worth computing together. */
  List<Job> take(Workers.Width width, long nowNanos) {
    List<Job> out = new ArrayList<>();
    int rows = 0;
    int most = 0;
    while (!jobs.isEmpty()) {
      Job next = jobs.element();
      if (out.isEmpty()) {
        most = costs.of(next.servable).rowsOfOneRun(width.unnoticedNanos(), width.maxRows());
      }
      if (!out.isEmpty() && (rows + next.rows > most || next.servable != out.get(0).servable)) {
        break;
      }
      jobs.remove();
      waitingRows -= next.rows;
      if (next.isLate(nowNanos)) {
        next.left();
      } else {
        out.add(next);
        rows += next.rows;
      }
    }
    busy.at(nowNanos, (double) runs / width.workers());
    runningRows += rows;
    runs += rows == 0 ? 0 : 1;
    return out;
  }

  void leftWorkers(int rows, Workers.Width width, long nowNanos) {
    busy.at(nowNanos, (double) runs / width.workers());
    runningRows -= rows;
    runs--;
  }
}
