package io.thalweg.ingestion.flink;

import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What ingestion gives to a job. Immutable.
 *
 * @param examples each with its label
 * @param deadLetters of all topics
 * @param tallies of all tasks that read
 */
public record Streams(
    DataStream<Example> examples, DataStream<DeadLetter> deadLetters, DataStream<Tally> tallies) {}
