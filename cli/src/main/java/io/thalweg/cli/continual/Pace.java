package io.thalweg.cli.continual;

import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.terminal.CommandException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Waits for a job that learns what is sent. Confined to one thread. */
final class Pace {
  /** Examples on their way, at most: an eighth of a task of MNIST. */
  private static final long MOST_AHEAD = 8192;

  private static final long CHUNK = 512;
  private static final long POLL_MILLIS = 10;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PipelineRun run;
  private final LongConsumer learned;
  private long lookedNanos = System.nanoTime();

  /**
   * @param learned is told how many examples are learned by now
   */
  Pace(PipelineRun run, LongConsumer learned) {
    this.run = run;
    this.learned = learned;
  }

  /** Waits until the job has come close to what was sent; up to how many may be sent now. */
  long afterSending(long sent) throws InterruptedException {
    awaitTaken(sent + CHUNK - MOST_AHEAD);
    return sent + CHUNK;
  }

  /** Waits until so many examples have come to a learner or were refused. */
  void awaitTaken(long examples) throws InterruptedException {
    while (taken() < examples) {
      requireRunning();
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private long taken() {
    JobFigures figures = run.figures();
    learned.accept(figures.trained());
    return figures.settled() + figures.waiting();
  }

  private void requireRunning() throws InterruptedException {
    long now = System.nanoTime();
    if (now - lookedNanos < LOOK_NANOS) {
      return;
    }
    lookedNanos = now;
    if (!run.job().isRunning()) {
      throw new CommandException(
          "the job has ended: "
              + run.job().failure().orElse("somebody cancelled it")
              + "; run it again with more memory or other settings");
    }
  }
}
