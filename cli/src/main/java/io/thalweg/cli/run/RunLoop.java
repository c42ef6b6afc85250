package io.thalweg.cli.run;

import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.PipelineAccess;
import io.thalweg.learner.flink.MetricNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Watches a running pipeline until its time has come, then ends it. Confined to one thread. */
public final class RunLoop {
  private static final long PERIOD_MILLIS = 100;
  private static final Duration RECHECK = Duration.ofSeconds(3);

  private final PipelineRun run;
  private final StatusLine line;
  private final StopRequest stop;
  private final RunStatus status;
  private final AccuracyCurve curve;
  private final DriftLog drifts;
  private final KafkaLink kafka = new KafkaLink();
  private final HeldReleases held;
  private final HeldReleases heldForBadRecords = new HeldReleases();
  private final long startedNanos = System.nanoTime();
  private final long trainedBefore;
  private JobFigures figures;
  private @Nullable Duration firstStep;
  private long restarts;

  /**
   * A loop over a run that has just been started.
   *
   * @param curveEvery events between two points of the accuracy curve
   */
  public RunLoop(PipelineRun run, StatusLine line, StopRequest stop, long curveEvery) {
    this.run = run;
    this.line = line;
    this.stop = stop;
    this.figures = run.figures();
    this.trainedBefore = figures.trained();
    this.status = new RunStatus(run.pipeline());
    this.curve = new AccuracyCurve(figures, curveEvery);
    this.drifts = new DriftLog(run.pipeline().drift().watches());
    this.held = new HeldReleases(run.pipeline().drift().reactions());
  }

  /** The newest figures. */
  public JobFigures figures() {
    return figures;
  }

  AccuracyCurve curve() {
    return curve;
  }

  /** Drifts that were told of, the first one first. */
  public List<DriftLog.Entry> drifts() {
    return drifts.entries();
  }

  /** How often and how long releases were held back. */
  public HeldReleases.Held held() {
    return held.sum();
  }

  /** Likewise, because too many records were bad. */
  public HeldReleases.Held heldForBadRecords() {
    return heldForBadRecords.sum();
  }

  /** The age of this process when training was first seen to go on; empty before. */
  Optional<Duration> firstStep() {
    return Optional.ofNullable(firstStep);
  }

  /** Since the loop was made. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /**
   * Shows how it stands until {@code done}, the limit, or Ctrl-C.
   *
   * @param done isn't asked before every learner has been started: until then nothing moves, which
   *     doesn't mean that nothing is left to learn
   * @return whether it is done
   * @throws CommandException when the job has failed for good
   */
  public boolean watch(BooleanSupplier done, Optional<Duration> limit) throws InterruptedException {
    while (!(run.isLearning() && done.getAsBoolean())) {
      boolean isOver = limit.isPresent() && elapsed().compareTo(limit.get()) >= 0;
      if (isOver || stop.await(PERIOD_MILLIS)) {
        return false;
      }
      look();
      refuseWhatKafkaRefuses();
      if (!run.job().isRunning()) {
        throw new CommandException(
            "the job has ended: "
                + run.job().failure().orElse("somebody cancelled it")
                + "; its last checkpoint is kept");
      }
    }
    return true;
  }

  /** A job that has failed because of Kafka would be started again and again. */
  private void refuseWhatKafkaRefuses() {
    if (figures.restarts() == restarts) {
      return;
    }
    restarts = figures.restarts();
    try {
      PipelineAccess.of(run.pipeline()).require(RECHECK);
    } catch (TopicException e) {
      if (e.isRefusal()) {
        throw new CommandException(
            e.getMessage() + "; the job has been ended, its last checkpoint is kept");
      }
    }
  }

  /** Ends the stream where it stands, and takes the last figures. */
  public void drain() throws Exception {
    run.job().drain();
    look();
  }

  /** Stops where the stream stands, with all that waits in the savepoint; the last figures. */
  public void suspend() throws Exception {
    run.job().suspend();
    look();
  }

  private void look() {
    figures = run.figures();
    if (firstStep == null && figures.trained() > trainedBefore) {
      firstStep = ProcessFigures.age();
    }
    curve.add(figures);
    drifts.add(figures);
    MetricsTap metrics = run.job().metrics();
    held.add(metrics.sum(MetricNames.DRIFTING), elapsed());
    heldForBadRecords.add(metrics.sum(MetricNames.BAD_HOLDS), elapsed());
    line.update(
        status.line(figures, run.serving(), curve.latest(), elapsed())
            + whyHeld(metrics)
            + (kafka.isLost(metrics, elapsed()) ? "  Kafka doesn't answer" : ""));
  }

  private String whyHeld(MetricsTap metrics) {
    if (heldForBadRecords.sum().now()) {
      double share = metrics.values(MetricNames.BAD_SHARE).max().orElse(0);
      return "  releases held: " + Figures.percent(share) + " bad";
    }
    return held.sum().now() ? "  releases held" : "";
  }
}
