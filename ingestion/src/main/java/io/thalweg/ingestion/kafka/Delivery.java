package io.thalweg.ingestion.kafka;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way, which the producer's thread acknowledges. All else is confined to the
 * sending thread; the producer stays the caller's.
 */
public final class Delivery {
  private static final int REPORT_EVERY = 1000;

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private String topic = "";
  private long records;
  private long bytes;

  /** What a sender hears of. Called on the sending thread, every 1000 records and at the end. */
  @FunctionalInterface
  public interface Progress {
    void sent(long records, long bytes);
  }

  private record Failure(String topic, Exception cause) {}

  /**
   * Of nothing yet.
   *
   * @param producer idempotent, so that a retry neither doubles nor reorders
   */
  public Delivery(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Hands a record to the producer. After a failure nothing more should be sent. */
  public void send(ProducerRecord<byte[], byte[]> record, Progress progress) {
    topic = record.topic();
    try {
      Future<?> unused = producer.send(record, (metadata, e) -> acknowledge(record.topic(), e));
    } catch (KafkaException e) {
      fail(record.topic(), e);
      return;
    }
    records++;
    bytes += record.value() == null ? 0 : record.value().length;
    if (records % REPORT_EVERY == 0) {
      progress.sent(records, bytes);
    }
  }

  private void acknowledge(String topic, @Nullable Exception e) {
    if (e == null) {
      acknowledged.incrementAndGet();
    } else {
      fail(topic, e);
    }
  }

  /** Something went wrong; the first counts. */
  void fail(String topic, Exception e) {
    failure.compareAndSet(null, new Failure(topic, e));
  }

  /** Whether Kafka has refused a record. */
  public boolean hasFailed() {
    return failure.get() != null;
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Waits until all is acknowledged. */
  public Pushed finish(Progress progress) throws PushException {
    try {
      producer.flush();
    } catch (KafkaException e) {
      fail(topic, e);
    }
    return done(0, progress);
  }

  /**
   * What was sent, once it is flushed.
   *
   * @param skipped lines that gave no record
   */
  Pushed done(long skipped, Progress progress) throws PushException {
    requireUnfailed();
    progress.sent(records, bytes);
    return new Pushed(records, bytes, skipped);
  }

  /** Throws the first failure, if there is one. */
  void requireUnfailed() throws PushException {
    Failure failed = failure.get();
    if (failed != null) {
      throw new PushException(
          "topic '%s': %s; %d records were acknowledged before"
              .formatted(failed.topic(), failed.cause().getMessage(), acknowledged.get()),
          failed.cause());
    }
  }
}
