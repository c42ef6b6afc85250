package io.thalweg.serving.feedback.kafka;

import io.thalweg.schemas.ServedPrediction;
import io.thalweg.serving.feedback.PredictionSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends predictions to Kafka, keyed by their event's id, to topics that it makes where they are
 * missing. After a call that Kafka has kept waiting, what comes in the next seconds isn't tried, so
 * that a topic that isn't there slows nobody down. Thread-safe.
 */
public final class KafkaPredictionSender implements PredictionSender {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPredictionSender.class);
  private static final String BLOCK_MILLIS = "500";
  private static final String DELIVERY_MILLIS = "30000";
  private static final String REQUEST_MILLIS = "10000";
  private static final String LINGER_MILLIS = "20";
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;
  private final Consumer<String> creation;
  private final LongSupplier nanoClock;
  private final Set<String> topics = ConcurrentHashMap.newKeySet();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile long restsUntilNanos;

  /**
   * Connects in the background.
   *
   * @param properties of the Kafka client, for instance for security
   */
  public static KafkaPredictionSender open(Map<String, String> properties) {
    Map<String, Object> config = new HashMap<>(properties);
    config.keySet().retainAll(ProducerConfig.configNames());
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return new KafkaPredictionSender(
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
        new TopicCreation(properties),
        System::nanoTime);
  }

  KafkaPredictionSender(
      Producer<byte[], byte[]> producer, Consumer<String> creation, LongSupplier nanoClock) {
    this.producer = producer;
    this.creation = creation;
    this.nanoClock = nanoClock;
    this.restsUntilNanos = nanoClock.getAsLong();
  }

  @Override
  public void send(String topic, ServedPrediction prediction) {
    if (nanoClock.getAsLong() - restsUntilNanos < 0) {
      failed.increment();
      return;
    }
    if (topics.add(topic)) {
      creation.accept(topic);
    }
    byte[] key = prediction.eventId().getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
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
      long now = nanoClock.getAsLong();
      if (now - restsUntilNanos >= 0) {
        LOG.warn("topic {}: no predictions are sent for {}: {}", topic, REST, failure.toString());
      }
      restsUntilNanos = now + REST.toNanos();
    }
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
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
