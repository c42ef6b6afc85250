package io.thalweg.ingestion.kafka;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Records on their way. Sent by one thread, acknowledged by the producer's. */
final class Delivery {
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private String topic = "";
  private long records;
  private long bytes;

  private record Failure(String topic, Exception why) {}

  Delivery(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Sends a record, or notes why it can't be. */
  void send(ProducerRecord<byte[], byte[]> record) {
    String to = record.topic();
    topic = to;
    try {
      Future<?> unused = producer.send(record, (metadata, e) -> acknowledge(to, e));
      records++;
      bytes += record.value() == null ? 0 : record.value().length;
    } catch (KafkaException e) {
      failure.compareAndSet(null, new Failure(to, e));
    }
  }

  private void acknowledge(String to, @Nullable Exception e) {
    if (e == null) {
      acknowledged.incrementAndGet();
    } else {
      failure.compareAndSet(null, new Failure(to, e));
    }
  }

  /** Whether a record was refused, after which no other should be sent. */
  boolean hasFailed() {
    return failure.get() != null;
  }

  /** Waits until all are acknowledged or refused. */
  void flush() {
    try {
      producer.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(null, new Failure(topic, e));
    }
  }

  /** Records that were sent. */
  long records() {
    return records;
  }

  /** Bytes of their values. */
  long bytes() {
    return bytes;
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Throws the first failure, if there is one. */
  void requireUnfailed() throws PushException {
    Failure failed = failure.get();
    if (failed != null) {
      throw new PushException(
          "topic '%s': %s; %d records were acknowledged before"
              .formatted(failed.topic(), failed.why().getMessage(), acknowledged.get()),
          failed.why());
    }
  }
}
