package io.thalweg.serving.follow.kafka;

import io.thalweg.schemas.DeadLetterHeaders;
import io.thalweg.serving.console.Console;
import io.thalweg.serving.console.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newest dead letters of the pipelines that say where theirs are, read committed, on a
 * thread of its own. Records without a reason aren't any, and aren't shown. Thread-safe.
 */
public final class LetterFollower implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final long BACK = 100;

  private final Console console;
  private final Following following;

  // Touched on the thread only.
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private SortedMap<String, List<String>> modelsByTopic = new TreeMap<>();
  private long lookedAtNanos;

  /**
   * Doesn't connect yet.
   *
   * @param properties of the Kafka client, for instance for security; what the reading rests on
   *     can't be changed by them
   */
  public LetterFollower(Map<String, String> properties, Console console) {
    this(Following.consumers(properties), console);
  }

  LetterFollower(Supplier<Consumer<byte[], byte[]>> consumers, Console console) {
    this.console = console;
    this.following =
        new Following(
            "dead-letters",
            consumers,
            this::read,
            e -> modelsByTopic.keySet().forEach(topic -> console.unreadable(topic, why(topic, e))));
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
      following.rest(Following.POLL);
      return;
    }
    try {
      consumer.poll(Following.POLL).forEach(this::accept);
    } catch (TopicAuthorizationException e) {
      e.unauthorizedTopics().forEach(topic -> leaveOut(topic, e));
      assign(consumer);
      return;
    }
    for (TopicPartition partition : consumer.assignment()) {
      next.put(partition, consumer.position(partition));
    }
  }

  private void lookForNew(Consumer<byte[], byte[]> consumer) {
    lookedAtNanos = System.nanoTime();
    modelsByTopic = console.letterTopics();
    next.keySet().removeIf(partition -> !modelsByTopic.containsKey(partition.topic()));
    for (String topic : modelsByTopic.keySet()) {
      try {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        boolean isThere = partitions != null && !partitions.isEmpty();
        console.unreadable(topic, isThere ? null : "there is no topic " + topic);
        if (isThere) {
          partitions.forEach(p -> begin(consumer, new TopicPartition(topic, p.partition())));
        }
      } catch (AuthenticationException e) {
        throw e; // of no topic in particular
      } catch (KafkaException e) {
        leaveOut(topic, e);
      }
    }
    assign(consumer);
  }

  private void begin(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    if (!next.containsKey(partition)) {
      List<TopicPartition> only = List.of(partition);
      long first = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
      long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
      next.put(partition, Math.max(first, end - BACK));
    }
  }

  private void leaveOut(String topic, KafkaException e) {
    next.keySet().removeIf(partition -> partition.topic().equals(topic));
    console.unreadable(topic, why(topic, e));
  }

  private static String why(String topic, RuntimeException e) {
    return "topic %s can't be read: %s".formatted(topic, e.getMessage());
  }

  private void assign(Consumer<byte[], byte[]> consumer) {
    if (!consumer.assignment().equals(next.keySet())) {
      consumer.assign(next.keySet());
      next.forEach(consumer::seek);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    String reason = text(record, DeadLetterHeaders.REASON);
    if (reason == null) {
      return;
    }
    String topic = text(record, DeadLetterHeaders.TOPIC);
    DeadLetter letter =
        DeadLetter.of(
            number(record, DeadLetterHeaders.REFUSED_AT, record.timestamp()),
            topic == null ? record.topic() : topic,
            (int) number(record, DeadLetterHeaders.PARTITION, record.partition()),
            number(record, DeadLetterHeaders.OFFSET, record.offset()),
            reason,
            record.value());
    modelsByTopic.getOrDefault(record.topic(), List.of()).forEach(m -> console.refused(m, letter));
  }

  private static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static long number(ConsumerRecord<byte[], byte[]> record, String name, long otherwise) {
    String text = text(record, name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
