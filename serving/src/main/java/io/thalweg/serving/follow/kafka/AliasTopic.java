package io.thalweg.serving.follow.kafka;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ContractException;
import io.thalweg.serving.follow.AliasException;
import io.thalweg.serving.follow.AliasException.Kind;
import io.thalweg.serving.follow.AliasLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of aliases: one partition, compacted, so that its last entry for each alias stays. An
 * operation is rare, so each opens a client of its own and closes it. Thread-safe.
 */
public final class AliasTopic implements AliasLog {
  private static final Logger LOG = LoggerFactory.getLogger(AliasTopic.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration MADE_WITHIN = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> properties;
  private final String topic;

  /**
   * Doesn't connect yet.
   *
   * @param properties of Kafka's clients, {@code bootstrap.servers} among them
   */
  public AliasTopic(Map<String, String> properties, String topic) {
    this.properties = Map.copyOf(properties);
    this.topic = topic;
  }

  /**
   * Makes the topic if it is missing: one that a broker makes by itself isn't compacted. Who may
   * not make topics goes on with what there is.
   *
   * @throws KafkaException when Kafka doesn't answer
   */
  static void ensure(Map<String, String> properties, String topic) {
    NewTopic wanted =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    Admin admin = Admin.create(new HashMap<>(properties));
    try {
      admin.createTopics(List.of(wanted)).all().get(MADE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        LOG.warn("topic {} can't be made: {}", topic, String.valueOf(e.getCause()));
      }
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka has not answered within " + MADE_WITHIN, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /** Everything that the log holds now. */
  public List<AliasAssignment> readAll() throws AliasException {
    TopicPartition log = new TopicPartition(topic, 0);
    List<AliasAssignment> all = new ArrayList<>();
    try {
      ensure(properties, topic);
      try (Consumer<byte[], byte[]> consumer = AnnouncementFollower.openConsumer(properties)) {
        consumer.assign(List.of(log));
        consumer.seekToBeginning(List.of(log));
        long end = consumer.endOffsets(List.of(log), PATIENCE).getOrDefault(log, 0L);
        while (consumer.position(log, PATIENCE) < end) {
          consumer.poll(POLL).forEach(record -> read(record).ifPresent(all::add));
        }
      }
    } catch (KafkaException e) {
      throw unavailable("can't be read", e);
    }
    return all;
  }

  @Override
  public void write(AliasAssignment assignment) throws AliasException {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, 0, assignment.key().getBytes(StandardCharsets.UTF_8), assignment.toBytes());
    try {
      ensure(properties, topic);
      KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      try {
        producer.send(record).get();
      } finally {
        producer.close(Duration.ZERO);
      }
    } catch (KafkaException e) {
      throw unavailable("can't be written", e);
    } catch (ExecutionException e) {
      throw unavailable("can't be written", e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("can't be written", e);
    }
  }

  private AliasException unavailable(String what, Throwable cause) {
    return new AliasException(
        Kind.UNAVAILABLE, "topic '%s' %s: %s".formatted(topic, what, cause.getMessage()), cause);
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  static Optional<AliasAssignment> read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(AliasAssignment.fromBytes(record.value()));
    } catch (ContractException e) {
      LOG.warn("topic {}, offset {}: skipped: {}", record.topic(), record.offset(), e.getMessage());
      return Optional.empty();
    }
  }
}
