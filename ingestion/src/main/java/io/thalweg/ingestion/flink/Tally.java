package io.thalweg.ingestion.flink;

/**
 * What has come by since the tally before, in one task. Immutable.
 *
 * @param labels whether of the topic of labels, else of the events
 * @param records all of them
 * @param bad those that were refused
 */
public record Tally(boolean labels, int records, int bad) {}
