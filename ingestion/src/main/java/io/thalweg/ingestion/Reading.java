package io.thalweg.ingestion;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How much of the past a pipeline reads. Immutable.
 *
 * @param events where the topic of events is begun
 * @param labels where the topic of labels is begun, if there is one
 * @param backfill files of events that are read before the topic; null for none
 */
public record Reading(Start events, Start labels, @Nullable BackfillSpec backfill)
    implements Serializable {
  /** Both topics from their beginning. */
  public static final Reading WHOLE_TOPICS = new Reading(Start.EARLIEST, Start.EARLIEST, null);
}
