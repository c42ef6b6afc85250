package io.thalweg.cli.generate;

import io.thalweg.ingestion.generate.DriftPlan;
import java.time.Instant;

/**
 * Which stream. Equal plans give equal records. Immutable.
 *
 * @param eventsPerSecond of event time
 * @param badShare of records that nobody can learn from, 0 to 1
 * @param labels where they are
 */
public record StreamPlan(
    StreamKind kind,
    long seed,
    DriftPlan drifts,
    double eventsPerSecond,
    double badShare,
    Labels labels) {
  /** Of the first event: the same whenever the stream is made. */
  static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** Where an event's class stands. */
  public sealed interface Labels {
    /** In the event's record. */
    record Inline() implements Labels {}

    /** In a record of its own, so many milliseconds of event time later. */
    record Later(long delayMillis) implements Labels {}
  }

  /** Event time of a row, from 0. */
  long atMillis(long row) {
    return START.toEpochMilli() + (long) (row * 1_000 / eventsPerSecond);
  }
}
