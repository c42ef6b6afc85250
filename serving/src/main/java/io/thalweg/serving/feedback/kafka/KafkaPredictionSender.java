package io.thalweg.serving.feedback.kafka;

import io.thalweg.schemas.ServedPrediction;
import io.thalweg.serving.feedback.PredictionSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends predictions to Kafka, keyed by their event's id, to topics that it makes where they are
 * missing. After a call that Kafka has kept waiting, or where there is no client for it, what comes
 * in the next seconds isn't tried, so that a topic that isn't there slows nobody down. Thread-safe.
 */
public final class KafkaPredictionSender implements PredictionSender {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPredictionSender.class);
  private static final String BLOCK_MILLIS = "500";
  private static final String DELIVERY_MILLIS = "30000";
  private static final String REQUEST_MILLIS = "10000";
  private static final String LINGER_MILLIS = "20";
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Consumer<String> creation;
  private final LongSupplier nanoClock;
  private final Set<String> topics = ConcurrentHashMap.newKeySet();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile long restsUntilNanos;

  /** Guarded by this. */
  private @Nullable Producer<byte[], byte[]> producer;

  /**
   * Connects with the first prediction.
   *
   * @param properties of the Kafka client, for instance for security
   */
  public static KafkaPredictionSender open(Map<String, String> properties) {
    Map<String, Object> config = ClientProperties.known(properties, ProducerConfig.configNames());
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return new KafkaPredictionSender(
        () -> new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
        new TopicCreation(properties),
        System::nanoTime);
  }

  KafkaPredictionSender(
      Supplier<Producer<byte[], byte[]>> producers,
      Consumer<String> creation,
      LongSupplier nanoClock) {
    this.producers = producers;
    this.creation = creation;
    this.nanoClock = nanoClock;
    this.restsUntilNanos = nanoClock.getAsLong();
  }

  @Override
  public synchronized void send(String topic, ServedPrediction prediction) {
    if (nanoClock.getAsLong() - restsUntilNanos < 0) {
      failed.increment();
      return;
    }
    if (topics.add(topic)) {
      creation.accept(topic);
    }
    try {
      send(open(), topic, prediction);
    } catch (KafkaException e) {
      failed.increment();
      rest(topic, e);
    }
  }

  private Producer<byte[], byte[]> open() {
    Producer<byte[], byte[]> opened = producer == null ? producers.get() : producer;
    producer = opened;
    return opened;
  }

  private void send(Producer<byte[], byte[]> to, String topic, ServedPrediction prediction) {
    byte[] key = prediction.eventId().getBytes(StandardCharsets.UTF_8);
    var unused =
        to.send(
            new ProducerRecord<>(topic, key, prediction.toBytes()),
            (metadata, failure) -> ended(topic, failure));
  }

  private void ended(String topic, @Nullable Exception failure) {
    if (failure == null) {
      sent.increment();
      return;
    }
    failed.increment();
    if (failure instanceof TimeoutException) {
      rest(topic, failure);
    }
  }

  /** The topic may be missing still, if Kafka wasn't there to make it. */
  private void rest(String topic, Exception failure) {
    topics.remove(topic);
    long now = nanoClock.getAsLong();
    if (now - restsUntilNanos >= 0) {
      LOG.warn("topic {}: no predictions are sent for {}: {}", topic, REST, failure.toString());
    }
    restsUntilNanos = now + REST.toNanos();
  }

  @Override
  public long sentCount() {
    return sent.sum();
  }

  @Override
  public long failedCount() {
    return failed.sum();
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_WITHIN);
    }
  }
}
