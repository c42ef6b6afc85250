package io.thalweg.ingestion.kafka;

import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Dead letters for tests, all at {@code dead/0@7}. Stateless. */
final class Letters {
  static final byte[] KEY = {'k'};
  static final byte[] VALUE = {1, 2};

  private Letters() {}

  static StoredLetter refused(
      String topic, int partition, long offset, String reason, Instant refusedAt) {
    return new StoredLetter(record(topic, partition, offset, reason, refusedAt));
  }

  /** One whose schema stands in a header, from partition 0 of {@code events}. */
  static StoredLetter framed(byte[] header) {
    ConsumerRecord<byte[], byte[]> record = record("events", 0, 9, "no", Instant.EPOCH);
    record.headers().add("__value_schema_id", header).add("trace", header);
    return new StoredLetter(record);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long offset, String reason, Instant refusedAt) {
    ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("dead", 0, 7, KEY, VALUE);
    add(record, DeadLetterHeaders.TOPIC, topic);
    add(record, DeadLetterHeaders.PARTITION, Integer.toString(partition));
    add(record, DeadLetterHeaders.OFFSET, Long.toString(offset));
    add(record, DeadLetterHeaders.REASON, reason);
    add(record, DeadLetterHeaders.REFUSED_AT, Long.toString(refusedAt.toEpochMilli()));
    return record;
  }

  /** One with headers, but not with all. */
  static StoredLetter foreign() {
    ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("dead", 0, 7, KEY, VALUE);
    add(record, DeadLetterHeaders.TOPIC, "events");
    return new StoredLetter(record);
  }

  private static void add(ConsumerRecord<byte[], byte[]> to, String name, String value) {
    to.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
