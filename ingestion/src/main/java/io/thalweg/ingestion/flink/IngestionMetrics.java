package io.thalweg.ingestion.flink;

/**
 * Names of ingestion's metrics, in the group {@code thalweg} under the operators' scope. All count
 * from the first start of a job.
 */
public final class IngestionMetrics {
  static final String GROUP = "thalweg";

  public static final String EVENTS_IN = "eventsIn";
  public static final String EVENTS_DEAD_LETTERED = "eventsDeadLettered";
  public static final String EVENTS_DROPPED = "eventsDropped";

  /** Of the events, those of the backfill's files. */
  public static final String FILE_EVENTS_IN = "fileEventsIn";

  /** Events that are the other side's, by backfill.until. */
  public static final String LEFT_TO_OTHER_SIDE = "leftToOtherSide";

  /** Tasks that may yet read a file; none says anything while the topic is read. */
  public static final String FILE_READERS = "fileReaders";

  public static final String LABELS_IN = "labelsIn";
  public static final String LABELS_DEAD_LETTERED = "labelsDeadLettered";
  public static final String LABELS_DROPPED = "labelsDropped";
  public static final String ERASURES_IN = "erasuresIn";
  public static final String ERASURES_DEAD_LETTERED = "erasuresDeadLettered";
  public static final String ERASURES_DROPPED = "erasuresDropped";
  public static final String DUPLICATES = "duplicates";
  public static final String EXPIRED = "expired";
  public static final String ORPHAN_LABELS = "orphanLabels";
  public static final String ERASED_EVENTS = "erasedEvents";
  public static final String PROVISIONAL = "provisional";
  public static final String REVISED = "revised";
  public static final String JOINED = "joined";
  public static final String DISTILLED = "distilled";
  public static final String SKIPPED = "predictionsSkipped";

  private IngestionMetrics() {}
}
