package io.thalweg.cli.run;

import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.ingestion.flink.IngestionMetrics;
import io.thalweg.learner.flink.MetricNames;

/**
 * A job's figures at one moment, over all subtasks. Totals count from the very first start.
 * Immutable.
 *
 * @param files what came of a backfill's
 * @param pending records that the sources know of and haven't read, as far as they have asked
 * @param erased events that came and were to be forgotten before they were learned
 * @param leftOut negatives that were to be left out, and weren't learned
 * @param provisional events that were learned as class 0 before they had a label
 * @param revised of those, events whose label said otherwise, which were learned once more
 * @param roundsOwed learners that are in a round which isn't committed
 * @param waiting examples that have arrived at a learner and aren't trained on yet
 */
public record JobFigures(
    long eventsIn,
    FileFigures files,
    long labelsIn,
    long pending,
    long eventsDeadLettered,
    long labelsDeadLettered,
    long eventsDropped,
    long labelsDropped,
    long duplicates,
    long expired,
    long erased,
    long leftOut,
    long provisional,
    long revised,
    long waiting,
    long roundsOwed,
    long trained,
    long replayed,
    long correct,
    long correctNoChange,
    long correctMajority,
    double logLossSum,
    long replayRows,
    long replayHotRows,
    long replayWarmRows,
    long roundsCommitted,
    long roundsAborted,
    long versionsReleased,
    long restarts,
    Quality quality) {

  static JobFigures of(MetricsTap tap) {
    double[] scores =
        tap.sumsTogether(
            MetricNames.EXAMPLES_TRAINED,
            MetricNames.CORRECT,
            MetricNames.CORRECT_NO_CHANGE,
            MetricNames.CORRECT_MAJORITY,
            MetricNames.LOG_LOSS_SUM);
    return new JobFigures(
        tap.sum(IngestionMetrics.EVENTS_IN),
        FileFigures.of(tap),
        tap.sum(IngestionMetrics.LABELS_IN),
        tap.sum("pendingRecords"),
        tap.sum(IngestionMetrics.EVENTS_DEAD_LETTERED),
        tap.sum(IngestionMetrics.LABELS_DEAD_LETTERED),
        tap.sum(IngestionMetrics.EVENTS_DROPPED),
        tap.sum(IngestionMetrics.LABELS_DROPPED),
        tap.sum(IngestionMetrics.DUPLICATES),
        tap.sum(IngestionMetrics.EXPIRED),
        tap.sum(IngestionMetrics.ERASED_EVENTS) + tap.sum(MetricNames.EXAMPLES_ERASED),
        tap.sum(MetricNames.NEGATIVES_LEFT_OUT),
        tap.sum(IngestionMetrics.PROVISIONAL),
        tap.sum(IngestionMetrics.REVISED),
        tap.sum(MetricNames.EXAMPLES_WAITING),
        tap.sum(MetricNames.ROUNDS_OWED),
        Math.round(scores[0]),
        tap.sum(MetricNames.EXAMPLES_REPLAYED),
        Math.round(scores[1]),
        Math.round(scores[2]),
        Math.round(scores[3]),
        scores[4],
        tap.sum(MetricNames.REPLAY_ROWS),
        tap.sum(MetricNames.REPLAY_HOT_ROWS),
        tap.sum(MetricNames.REPLAY_WARM_ROWS),
        tap.sum(MetricNames.ROUNDS_COMMITTED),
        tap.sum(MetricNames.ROUNDS_ABORTED),
        tap.sum(MetricNames.VERSIONS_RELEASED),
        tap.sum("numRestarts"),
        Quality.of(tap));
  }

  /** Events that are done with, one way or another. */
  public long settled() {
    return trained
        + leftOut
        - revised
        + eventsRefused()
        + duplicates
        + expired
        + erased
        + files.leftToOtherSide();
  }

  /** Bad events, whatever became of them. */
  public long eventsRefused() {
    return eventsDeadLettered + eventsDropped;
  }

  /** Bad events and labels. */
  long refused() {
    return eventsRefused() + labelsDeadLettered + labelsDropped;
  }

  /** Who of the model's experts counts, and how that came. */
  public Quality.Experts experts() {
    return quality.experts();
  }

  public double accuracy() {
    return (double) correct / trained;
  }

  /** Accuracy over what was trained since an earlier moment; NaN when nothing was. */
  double accuracySince(JobFigures earlier) {
    return (double) (correct - earlier.correct) / (trained - earlier.trained);
  }
}
