package io.thalweg.cli.chaos;

import io.thalweg.cli.crash.EventStream;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.LearnedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The ledger: one committed record for each learned event, counted as they come. Confined to one
 * thread, but for the counts.
 */
final class AuditTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final TopicPartition LEARNED = new TopicPartition("learned", 0);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BitSet seen = new BitSet();
  private final List<String> repeated = new ArrayList<>();
  private volatile int count;
  private volatile long next;

  /** From the beginning. */
  AuditTail(String bootstrapServers) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("isolation.level", "read_committed");
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(LEARNED));
    consumer.seekToBeginning(List.of(LEARNED));
  }

  /** Takes in what has been committed since. */
  void poll() throws ContractException {
    int counted = count;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      String id = LearnedEvent.fromBytes(record.value()).id();
      int n = Integer.parseInt(id.substring(1));
      if (seen.get(n) || !EventStream.isLabelled(n)) {
        repeated.add(id);
      }
      seen.set(n);
      next = record.offset() + 1;
      counted++;
    }
    count = counted;
  }

  /** Takes in all that is there at the moment of the call. */
  void readToEnd() throws ContractException {
    long end = consumer.endOffsets(List.of(LEARNED)).getOrDefault(LEARNED, 0L);
    while (consumer.position(LEARNED) < end) {
      poll();
    }
  }

  /** Records so far. Thread-safe. */
  int count() {
    return count;
  }

  /** The offset after the last record so far. Thread-safe. */
  long next() {
    return next;
  }

  /** The offset after the last record that has been written, committed or not. Stateless. */
  static long written(String bootstrapServers) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(List.of(LEARNED), PATIENCE).getOrDefault(LEARNED, 0L);
    }
  }

  /** What is wrong about the ledger; empty when each labelled event is there once. */
  List<String> faults(int sent) {
    List<String> faults = new ArrayList<>();
    repeated.stream().limit(20).forEach(id -> faults.add("repeated or unknown: " + id));
    for (int n = seen.nextClearBit(0);
        n < sent && faults.size() < 40;
        n = seen.nextClearBit(n + 1)) {
      if (EventStream.isLabelled(n)) {
        faults.add("lost: e" + n);
      }
    }
    return faults;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
