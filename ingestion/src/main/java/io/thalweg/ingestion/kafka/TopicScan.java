package io.thalweg.ingestion.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning to where it ended when the scan was opened, and nothing of
 * transactions that are open or were aborted. Confined to one thread.
 */
public final class TopicScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Aborted transactions are passed over without a record, but not for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> ends;
  private final String topic;
  private long positionThen = -1;
  private long movedAtNanos = System.nanoTime();

  private TopicScan(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
    this.partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    this.ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    rewind();
  }

  /**
   * Opens a scan, which the caller closes.
   *
   * @param properties of the consumer
   * @throws TopicException when there is no such topic or no Kafka
   */
  public static TopicScan open(
      String bootstrapServers, Map<String, String> properties, String topic) throws TopicException {
    return open(bootstrapServers, properties, topic, "name one that is, or wait for the first run");
  }

  /**
   * As the other.
   *
   * @param next what to do where there is no such topic
   */
  static TopicScan open(
      String bootstrapServers, Map<String, String> properties, String topic, String next)
      throws TopicException {
    KafkaAccess.of(bootstrapServers, properties).reads(topic).require();
    TopicAdmin.requireExisting(bootstrapServers, properties, topic, next);
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // Kafka may delete meanwhile
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      return new TopicScan(consumer, topic);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Begins anew, with the same end. */
  public void rewind() {
    consumer.seekToBeginning(partitions);
  }

  /** Whether all has been read. */
  public boolean atEnd() {
    return partitions.stream().allMatch(p -> consumer.position(p) >= end(p));
  }

  /**
   * What comes next, of each partition in its order; may be empty before the end, too.
   *
   * @throws TopicException when nothing has come for a minute
   */
  public List<ConsumerRecord<byte[], byte[]>> next() throws TopicException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (record.offset() < end(new TopicPartition(record.topic(), record.partition()))) {
        records.add(record);
      }
    }
    requireProgress();
    return records;
  }

  private void requireProgress() throws TopicException {
    long position = partitions.stream().mapToLong(consumer::position).sum();
    long now = System.nanoTime();
    if (position != positionThen) {
      positionThen = position;
      movedAtNanos = now;
    } else if (!atEnd() && now - movedAtNanos > PATIENCE.toNanos()) {
      throw new TopicException(
          "topic '%s': nothing has come for %d s, at offset %d in all; look at the broker"
              .formatted(topic, PATIENCE.toSeconds(), position),
          null);
    }
  }

  private long end(TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
