package io.thalweg.ingestion.flink;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * What ingestion gives to a job. Immutable.
 *
 * @param examples each with its label
 * @param deadLetters of all topics
 * @param tallies of all tasks that read
 * @param erasures for whoever keeps examples; null where there is no topic of them
 */
public record Streams(
    DataStream<Example> examples,
    DataStream<DeadLetter> deadLetters,
    DataStream<Tally> tallies,
    @Nullable DataStream<Arrival> erasures) {
  /** Where nothing is erased. */
  Streams(
      DataStream<Example> examples, DataStream<DeadLetter> deadLetters, DataStream<Tally> tallies) {
    this(examples, deadLetters, tallies, null);
  }
}
