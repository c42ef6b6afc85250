package io.thalweg.cli.run;

import io.thalweg.cli.report.Report;
import io.thalweg.cli.report.Report.Count;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.serving.ServingStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns the last figures of a run into a report. Stateless. */
public final class RunReport {
  /** What every run has; commands add what they know besides. */
  public static Report of(
      PipelineConfig pipeline, JobFigures f, RunLoop loop, Optional<ServingStats> serving) {
    Report report = of(pipeline, f, loop.elapsed(), loop.curve().points(), loop.drifts(), serving);
    loop.firstStep().ifPresent(report::secondsToFirstStep);
    report.count(Count.HELD_FOR_BAD_RECORDS, loop.heldForBadRecords().times());
    ProcessFigures.peakMemoryBytes().ifPresent(report::peakMemoryBytes);
    return report;
  }

  static Report of(
      PipelineConfig pipeline,
      JobFigures f,
      Duration elapsed,
      List<AccuracyCurve.Point> curve,
      List<DriftLog.Entry> drifts,
      Optional<ServingStats> serving) {
    Report report =
        new Report()
            .count(Count.EVENTS_IN, f.eventsIn())
            .count(Count.EVENTS_TRAINED, f.trained())
            .count(Count.EXAMPLES_REPLAYED, f.replayed())
            .count(Count.DEAD_LETTERED, f.eventsDeadLettered())
            .count(Count.DROPPED, f.eventsDropped())
            .count(Count.DUPLICATES, f.duplicates())
            .count(Count.EXPIRED, f.expired())
            .count(Count.ERASED, f.erased())
            .count(Count.NEGATIVES_LEFT_OUT, f.leftOut())
            .count(Count.PROVISIONAL, f.provisional())
            .count(Count.REVISED, f.revised())
            .rate(elapsed, f.trained())
            .count(Count.VERSIONS_RELEASED, f.versionsReleased())
            .count(Count.ROUNDS_COMMITTED, f.roundsCommitted())
            .count(Count.ROUNDS_ABORTED, f.roundsAborted())
            .count(Count.WORLD_SIZE, pipeline.learners())
            .count(Count.RESTARTS, f.restarts())
            .replay(f.replayRows(), f.replayHotRows(), f.replayWarmRows());
    if (f.trained() > 0 && pipeline.model().head().isRightOrWrong()) {
      double n = f.trained();
      report.prequential(
          f.accuracy(), f.logLossSum() / n, f.correctNoChange() / n, f.correctMajority() / n);
      curve.forEach(p -> report.curvePoint(p.atEvent(), p.accuracy()));
    }
    f.quality().prequential().forEach(report::prequential);
    if (!pipeline.drift().watches().isEmpty()) {
      report.drifts();
      drifts.forEach(d -> report.drift(d.atEvent(), d.detector()));
    }
    serving.ifPresent(
        s -> {
          if (s.freshnessP50Millis().isPresent() && s.freshnessP99Millis().isPresent()) {
            report.freshnessMillis(
                (double) s.freshnessP50Millis().getAsLong(),
                (double) s.freshnessP99Millis().getAsLong());
          }
        });
    return report;
  }

  private RunReport() {}
}
