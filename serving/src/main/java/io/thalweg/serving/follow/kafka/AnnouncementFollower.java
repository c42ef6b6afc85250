package io.thalweg.serving.follow.kafka;

import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.schemas.Topics;
import io.thalweg.serving.follow.VersionUpdater;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the commit log of releases and the log of aliases from their beginnings, read committed and
 * outside any consumer group, on a thread of its own, and hands every entry to the updater. Loading
 * starts once both are read to their ends, so a server that starts late loads one version a model,
 * and what aliases name. Thread-safe.
 */
public final class AnnouncementFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);

  /** So long without the log of aliases, a server does as if there were none. */
  private static final Duration ALIASES_WITHIN = Duration.ofSeconds(10);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final TopicPartition log;
  private final TopicPartition aliases;
  private final VersionUpdater updater;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** How it failed the last time. Touched on the thread only. */
  private String failure = "";

  /**
   * Doesn't connect yet.
   *
   * @param properties of the Kafka client, for instance for security; what the log's reading rests
   *     on can't be changed by them
   */
  public AnnouncementFollower(
      Map<String, String> properties, String topic, VersionUpdater updater) {
    this(
        () -> {
          AliasTopic.ensure(properties, Topics.aliases(topic));
          return openConsumer(properties);
        },
        topic,
        updater);
  }

  AnnouncementFollower(
      Supplier<Consumer<byte[], byte[]>> consumers, String topic, VersionUpdater updater) {
    this.consumers = consumers;
    this.log = new TopicPartition(topic, 0);
    this.aliases = new TopicPartition(Topics.aliases(topic), 0);
    this.updater = updater;
    this.thread = new Thread(this::follow, "thalweg-follow-" + topic);
    this.thread.setDaemon(true);
  }

  static Consumer<byte[], byte[]> openConsumer(Map<String, String> properties) {
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

  /** Stops following and waits for the thread, which may be loading a version, for 2 s at most. */
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
      } catch (RuntimeException e) {
        if (!e.toString().equals(failure)) {
          LOG.warn(
              "topic {}: reading starts over in {}: {}", log.topic(), REOPEN_AFTER, e.toString());
        }
        failure = e.toString();
        awaitClosing(REOPEN_AFTER);
      }
    }
  }

  private void followUntilItFails() {
    Consumer<byte[], byte[]> consumer = consumers.get();
    try {
      List<TopicPartition> both = List.of(aliases, log);
      consumer.assign(both);
      consumer.seekToBeginning(both);
      long start = System.nanoTime();
      while (!isClosing()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        records.records(aliases).forEach(this::assign);
        records.records(log).forEach(this::offer);
        boolean namesRead =
            isAtEnd(consumer, aliases) || System.nanoTime() - start > ALIASES_WITHIN.toNanos();
        if (namesRead && (records.isEmpty() || isAtEnd(consumer, log))) {
          updater.loadWaiting();
          failure = "";
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
  }

  private static boolean isAtEnd(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    OptionalLong lag = consumer.currentLag(partition);
    return lag.isPresent() && lag.getAsLong() == 0;
  }

  private void assign(ConsumerRecord<byte[], byte[]> record) {
    AliasTopic.read(record).ifPresent(updater::assign);
  }

  private void offer(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      updater.offer(ModelAnnouncement.fromBytes(record.value()));
    } catch (ContractException e) {
      LOG.warn("topic {}, offset {}: skipped: {}", log.topic(), record.offset(), e.getMessage());
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
