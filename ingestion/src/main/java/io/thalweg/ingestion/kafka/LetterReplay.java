package io.thalweg.ingestion.kafka;

import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back to where they came from: original key and value, in the original
 * partition, with the header {@link DeadLetterHeaders#REPLAYED_FROM} and those that name a schema.
 * After the first one that fails nothing more is sent. Confined to one thread; the producer stays
 * the caller's.
 */
public final class LetterReplay {
  private final Delivery delivery;
  private final Map<String, Integer> partitions;

  /**
   * A replay.
   *
   * @param producer idempotent, so that a retry neither doubles nor reorders
   * @param partitions that each topic has which letters go to
   */
  public LetterReplay(Producer<byte[], byte[]> producer, Map<String, Integer> partitions) {
    this.delivery = new Delivery(producer);
    this.partitions = new TreeMap<>(partitions);
  }

  /**
   * Sends a letter that a pipeline has written.
   *
   * @throws PushException when Kafka has refused an earlier one
   */
  public void send(StoredLetter letter) throws PushException {
    StoredLetter.Origin origin = letter.origin().orElseThrow();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(origin.topic(), partition(origin), letter.key(), letter.value());
    record
        .headers()
        .add(DeadLetterHeaders.REPLAYED_FROM, letter.place().getBytes(StandardCharsets.UTF_8));
    letter.schemaHeaders().forEach(record.headers()::add);
    delivery.requireUnfailed();
    delivery.send(record, (records, bytes) -> {});
  }

  /** Where a topic was made anew with fewer partitions, the key decides. */
  private @Nullable Integer partition(StoredLetter.Origin origin) {
    return origin.partition() < partitions.getOrDefault(origin.topic(), 0)
        ? origin.partition()
        : null;
  }

  /**
   * Waits for what is on its way.
   *
   * @return how many were sent, all of them acknowledged
   */
  public long finish() throws PushException {
    return delivery.finish((records, bytes) -> {}).records();
  }
}
