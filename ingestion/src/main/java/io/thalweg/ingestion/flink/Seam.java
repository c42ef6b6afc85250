package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.BackfillSpec;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which events are the files' and which the topic's, where both have some. Immutable.
 *
 * @param untilMillis events from then on are the topic's; null: each side has what it has
 */
record Seam(@Nullable Long untilMillis) implements Serializable {
  /** Where there is one side alone. */
  static final Seam NONE = new Seam(null);

  static Seam of(BackfillSpec backfill) {
    return new Seam(backfill.until() == null ? null : backfill.until().toEpochMilli());
  }

  /** Whether an event is for the other side to bring. */
  boolean leaves(Example event) {
    return untilMillis != null
        && (event.eventTimeMillis() < untilMillis) != event.eventPosition().isInFile();
  }
}
