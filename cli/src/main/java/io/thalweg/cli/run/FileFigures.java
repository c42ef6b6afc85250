package io.thalweg.cli.run;

import io.thalweg.cli.metrics.MetricsTap;
import io.thalweg.ingestion.flink.IngestionMetrics;
import java.util.OptionalLong;

/**
 * What has come of a backfill's files. Immutable.
 *
 * @param eventsIn rows, good and bad
 * @param leftToOtherSide events that came from the files or the topic and are the other's
 * @param readers tasks that may yet read a file; empty while only the topic is read
 */
public record FileFigures(long eventsIn, long leftToOtherSide, OptionalLong readers) {
  public static final FileFigures NONE = new FileFigures(0, 0, OptionalLong.empty());

  static FileFigures of(MetricsTap tap) {
    return new FileFigures(
        tap.sum(IngestionMetrics.FILE_EVENTS_IN),
        tap.sum(IngestionMetrics.LEFT_TO_OTHER_SIDE),
        tap.values(IngestionMetrics.FILE_READERS).count() == 0
            ? OptionalLong.empty()
            : OptionalLong.of(tap.sum(IngestionMetrics.FILE_READERS)));
  }

  /** Whether a task is known that may yet read one. */
  boolean areRead() {
    return readers.orElse(0) > 0;
  }
}
