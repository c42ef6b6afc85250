package io.thalweg.serving.follow.kafka;

import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.LearningFigures;
import io.thalweg.serving.console.Console;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what processes that learn say of themselves, from twelve hours ago on, on a thread of its
 * own, and hands it to the console. A topic that isn't there is waited for. Thread-safe.
 */
public final class FiguresFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FiguresFollower.class);
  private static final Duration BACK = Duration.ofHours(12);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /** So long the console goes without what was said before. */
  private static final Duration READ_WITHIN = Duration.ofSeconds(60);

  /** No process says so much; what decodes into more than it takes to send is left out. */
  static final int MOST_BYTES = 1 << 20;

  private final String topic;
  private final Console console;
  private final InstantSource clock;
  private final Following following;

  // Touched on the thread only.
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final long begunNanos = System.nanoTime();
  private long lookedAtNanos;
  private boolean isLive;
  private boolean hasWarned;

  /**
   * Doesn't connect yet.
   *
   * @param properties of the Kafka client, for instance for security; what the reading rests on
   *     can't be changed by them
   */
  public FiguresFollower(
      Map<String, String> properties, String topic, Console console, InstantSource clock) {
    this(Following.consumers(properties), topic, console, clock);
  }

  FiguresFollower(
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topic,
      Console console,
      InstantSource clock) {
    this.topic = topic;
    this.console = console;
    this.clock = clock;
    this.following =
        new Following(
            "figures",
            consumers,
            this::read,
            e -> {
              console.silent("topic %s can't be read: %s".formatted(topic, e.getMessage()));
              goOnWithoutThem();
            });
  }

  public void start() {
    following.start();
  }

  /** Stops following and waits for the thread, for 2 s at most. */
  @Override
  public void close() {
    following.close();
  }

  private void read(Consumer<byte[], byte[]> consumer, boolean isFirst) {
    if (isFirst || System.nanoTime() - lookedAtNanos > LOOK_EVERY.toNanos()) {
      lookForNew(consumer);
    }
    if (consumer.assignment().isEmpty()) {
      console.silent(
          "there is no topic %s yet; a pipeline that tells of its learning makes it"
              .formatted(topic));
      goLive();
      following.rest(Following.POLL);
      return;
    }
    ConsumerRecords<byte[], byte[]> records = consumer.poll(Following.POLL);
    records.forEach(this::accept);
    console.silent(null);
    boolean atEnd = true;
    for (TopicPartition partition : consumer.assignment()) {
      next.put(partition, consumer.position(partition));
      OptionalLong lag = consumer.currentLag(partition);
      atEnd &= lag.isPresent() && lag.getAsLong() == 0;
    }
    if (atEnd) {
      goLive();
    } else {
      goOnWithoutThem();
    }
  }

  private void lookForNew(Consumer<byte[], byte[]> consumer) {
    lookedAtNanos = System.nanoTime();
    Map<TopicPartition, Long> unknown = new HashMap<>();
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    for (PartitionInfo p : partitions == null ? List.<PartitionInfo>of() : partitions) {
      TopicPartition partition = new TopicPartition(topic, p.partition());
      if (!next.containsKey(partition)) {
        unknown.put(partition, clock.millis() - BACK.toMillis());
      }
    }
    if (!unknown.isEmpty()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(unknown.keySet());
      for (Map.Entry<TopicPartition, OffsetAndTimestamp> e :
          consumer.offsetsForTimes(unknown).entrySet()) {
        OffsetAndTimestamp found = e.getValue();
        next.put(e.getKey(), found == null ? ends.getOrDefault(e.getKey(), 0L) : found.offset());
      }
    }
    if (!consumer.assignment().equals(next.keySet())) {
      consumer.assign(next.keySet());
      next.forEach(consumer::seek);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    if (record.value().length > MOST_BYTES) {
      warn(record, "%d bytes, at most %d are read".formatted(record.value().length, MOST_BYTES));
      return;
    }
    try {
      console.accept(LearningFigures.fromBytes(record.value()));
    } catch (ContractException e) {
      warn(record, String.valueOf(e.getMessage()));
    }
  }

  private void warn(ConsumerRecord<byte[], byte[]> record, String why) {
    if (!hasWarned) {
      LOG.warn(
          "topic {}, offset {}: skipped, as are others like it: {}", topic, record.offset(), why);
    }
    hasWarned = true;
  }

  private void goOnWithoutThem() {
    if (System.nanoTime() - begunNanos > READ_WITHIN.toNanos()) {
      goLive();
    }
  }

  private void goLive() {
    if (!isLive) {
      isLive = true;
      console.live();
    }
  }
}
