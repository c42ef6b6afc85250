package io.thalweg.serving.feedback.kafka;

import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.LearnedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics of learned events, read committed and outside any consumer group, on a thread of its
 * own: what was there at the start from its end, since nobody has asked this server about it, and
 * what comes later from its beginning. Thread-safe.
 */
public final class LearnedFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LearnedFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<String, List<String>> modelsByTopic;
  private final BiConsumer<String, LearnedEvent> learned;
  private final Positions positions;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Doesn't connect yet.
   *
   * @param properties of the Kafka client, for instance for security; what the reading rests on
   *     can't be changed by them
   * @param topics by model
   * @param learned is told of every learned event and its model, on the follower's thread
   */
  public LearnedFollower(
      Map<String, String> properties,
      Map<String, String> topics,
      BiConsumer<String, LearnedEvent> learned) {
    this(() -> openConsumer(properties), topics, learned);
  }

  LearnedFollower(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Map<String, String> topics,
      BiConsumer<String, LearnedEvent> learned) {
    this.consumers = consumers;
    this.modelsByTopic = byTopic(topics);
    this.learned = learned;
    this.positions = new Positions(modelsByTopic.keySet());
    this.thread = new Thread(this::follow, "thalweg-feedback-labels");
    this.thread.setDaemon(true);
  }

  private static Map<String, List<String>> byTopic(Map<String, String> topics) {
    Map<String, List<String>> models = new HashMap<>();
    topics.forEach(
        (model, topic) ->
            models.merge(
                topic, List.of(model), (a, b) -> Stream.of(a, b).flatMap(List::stream).toList()));
    return models;
  }

  private static Consumer<byte[], byte[]> openConsumer(Map<String, String> properties) {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  public void start() {
    thread.start();
  }

  /** Stops following and waits for the thread, for 2 s at most. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_WITHIN.toMillis() * 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void follow() {
    while (!isClosing()) {
      try {
        followUntilItFails();
      } catch (KafkaException | IllegalStateException e) {
        LOG.warn(
            "topics {}: reading goes on in {}: {}",
            modelsByTopic.keySet(),
            REOPEN_AFTER,
            e.toString());
        awaitClosing(REOPEN_AFTER);
      }
    }
  }

  private void followUntilItFails() {
    Consumer<byte[], byte[]> consumer = consumers.get();
    try {
      positions.assign(consumer);
      while (!isClosing()) {
        positions.lookForNew(consumer);
        if (positions.isEmpty()) {
          awaitClosing(POLL);
        } else {
          consumer.poll(POLL).forEach(this::read);
          positions.remember(consumer);
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      LearnedEvent event = LearnedEvent.fromBytes(record.value());
      modelsByTopic.getOrDefault(record.topic(), List.of()).forEach(m -> learned.accept(m, event));
    } catch (ContractException e) {
      LOG.warn("topic {}, offset {}: skipped: {}", record.topic(), record.offset(), e.getMessage());
    }
  }

  private void awaitClosing(Duration atMost) {
    try {
      closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }
}
