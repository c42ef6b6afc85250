package io.thalweg.cli.command;

import io.thalweg.cli.run.DriftLog;
import io.thalweg.cli.run.HeldReleases;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.release.BadRecordsSpec;
import io.thalweg.model.Experts;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The last lines of a run. Stateless. */
final class RunSummary {
  static String of(PipelineConfig pipeline, JobFigures f) {
    String events =
        "%s in: %d learned, %s%d dead-lettered, %s%d duplicate, %d expired%s%s"
            .formatted(
                Figures.counted(f.eventsIn(), "event"),
                f.trained(),
                f.leftOut() == 0 ? "" : "%d negatives left out, ".formatted(f.leftOut()),
                f.eventsDeadLettered(),
                f.eventsDropped() == 0 ? "" : f.eventsDropped() + " dropped, ",
                f.duplicates(),
                f.expired(),
                waiting(f)
                    + (f.erased() == 0 ? "" : ", %d erased".formatted(f.erased()))
                    + ofFiles(f),
                f.provisional() == 0
                    ? ""
                    : "; %d learned before their labels, %d of them once more"
                        .formatted(f.provisional(), f.revised()));
    if (f.trained() == 0 || !pipeline.model().head().isRightOrWrong()) {
      return events;
    }
    double n = f.trained();
    return events
        + System.lineSeparator()
        + "prequential accuracy %s, no-change baseline %s, majority baseline %s"
            .formatted(
                Figures.percent(f.accuracy()),
                Figures.percent(f.correctNoChange() / n),
                Figures.percent(f.correctMajority() / n));
  }

  /** Those that nothing has come of yet, if the run has kept any. */
  private static String waiting(JobFigures f) {
    long waiting = f.eventsIn() - f.settled();
    return waiting <= 0 ? "" : ", %d wait".formatted(waiting);
  }

  private static String ofFiles(JobFigures f) {
    return f.files().eventsIn() == 0
        ? ""
        : "; %d came from files, %d were left to the other side of backfill.until"
            .formatted(f.files().eventsIn(), f.files().leftToOtherSide());
  }

  /** A line for each detector that has told of any. */
  static String drifts(List<DriftLog.Entry> drifts) {
    Map<String, List<DriftLog.Entry>> byDetector =
        drifts.stream()
            .collect(
                Collectors.groupingBy(
                    DriftLog.Entry::detector, LinkedHashMap::new, Collectors.toList()));
    StringBuilder out = new StringBuilder();
    byDetector.forEach(
        (detector, seen) ->
            out.append("drift seen by ").append(detector).append(at(seen)).append('\n'));
    return out.toString();
  }

  private static String at(List<DriftLog.Entry> seen) {
    return (seen.size() == 1 ? " at event " : " %d times, at events ".formatted(seen.size()))
        + seen.stream().map(d -> "%,d".formatted(d.atEvent())).collect(Collectors.joining(", "));
  }

  /** Who the last version is of; empty where nobody challenges. */
  static String champion(PipelineConfig pipeline, Manifest last) {
    if (pipeline.race().challengers().isEmpty()) {
      return "";
    }
    Provenance from = last.provenance();
    String promoted = from == null ? null : from.challenger();
    return promoted == null
        ? "champion: the pipeline's own model" + System.lineSeparator()
        : "champion: challenger '%s'%n".formatted(promoted);
  }

  /** Empty where the model isn't made of experts. */
  static String experts(PipelineConfig pipeline, JobFigures f) {
    return pipeline.model().architecture() instanceof Experts room
        ? "experts: %d of %d in use, number %d counts; %d added, %d recalled%n"
            .formatted(
                f.experts().known(),
                room.count(),
                f.experts().chosen(),
                f.experts().added(),
                f.experts().recalled())
        : "";
  }

  /** Empty where releases went on all the time. */
  static String held(HeldReleases.Held held) {
    return held.times() == 0
        ? ""
        : "releases held back %s, %s in all, while a drift lasted%s%n"
            .formatted(
                held.times() == 1 ? "once" : held.times() + " times",
                Figures.duration(held.inAll()),
                held.now() ? ", up to the end" : "");
  }

  /** Likewise. */
  static String heldForBadRecords(HeldReleases.Held held, BadRecordsSpec spec) {
    return held.times() == 0
        ? ""
        : "releases held back %s, %s in all, while more than %s of the newest records were bad%s%n"
            .formatted(
                held.times() == 1 ? "once" : held.times() + " times",
                Figures.duration(held.inAll()),
                Figures.percent(spec.holdAbove()),
                held.now()
                    ? ", up to the end: mend what sends them, or raise bad-records.hold-above"
                    : "");
  }

  static String weightsSha256(Manifest manifest) {
    Manifest.FileEntry weights = manifest.files().get(Manifest.WEIGHTS);
    return weights == null ? "" : weights.sha256();
  }

  private RunSummary() {}
}
