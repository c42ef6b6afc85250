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
 * @param pasts the newest of each key at each checkpoint; null where nobody follows them
 */
public record Streams(
    DataStream<Example> examples,
    DataStream<DeadLetter> deadLetters,
    DataStream<Tally> tallies,
    @Nullable DataStream<Arrival> erasures,
    @Nullable DataStream<PastUpdate> pasts) {
  /** Of keys nobody knows the pasts yet. */
  Streams(
      DataStream<Example> examples,
      DataStream<DeadLetter> deadLetters,
      DataStream<Tally> tallies,
      @Nullable DataStream<Arrival> erasures) {
    this(examples, deadLetters, tallies, erasures, null);
  }

  /** Where nothing is erased. */
  Streams(
      DataStream<Example> examples, DataStream<DeadLetter> deadLetters, DataStream<Tally> tallies) {
    this(examples, deadLetters, tallies, null);
  }

  /** The same, with what becomes of the pasts of keys. */
  Streams withPasts(@Nullable DataStream<PastUpdate> published) {
    return new Streams(examples, deadLetters, tallies, erasures, published);
  }
}
