package io.thalweg.ingestion.kafka;

/**
 * What was pushed, all of it acknowledged. Immutable.
 *
 * @param bytes of the records' values
 * @param skippedLines bad ones
 */
public record Pushed(long records, long bytes, long skippedLines) {}
