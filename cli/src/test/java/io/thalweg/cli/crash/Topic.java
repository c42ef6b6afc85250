package io.thalweg.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.LearnedEvent;
import io.thalweg.schemas.ModelAnnouncement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands in a one-partition topic at the moment of the call. Thread-safe. */
public record Topic(String bootstrapServers, String name) {
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * The ledger against the truth.
   *
   * @param lost events that should have been learned and weren't
   * @param repeated entries beyond the first of their event
   * @param unknown events that had no label, or never were
   */
  record Balance(int entries, Set<String> lost, List<String> repeated, Set<String> unknown) {
    boolean isExact() {
      return lost.isEmpty() && repeated.isEmpty() && unknown.isEmpty();
    }
  }

  static Balance ledger(String bootstrapServers, List<String> expected) throws ContractException {
    Set<String> unknown = new HashSet<>();
    Set<String> lost = new HashSet<>(expected);
    Set<String> seen = new HashSet<>();
    List<String> repeated = new ArrayList<>();
    List<byte[]> entries = new Topic(bootstrapServers, Workplace.LEARNED).committed();
    for (byte[] entry : entries) {
      String id = LearnedEvent.fromBytes(entry).id();
      if (!seen.add(id)) {
        repeated.add(id);
      } else if (!lost.remove(id)) {
        unknown.add(id);
      }
    }
    return new Balance(entries.size(), lost, repeated, unknown);
  }

  public static List<ModelAnnouncement> releases(String bootstrapServers) throws ContractException {
    List<ModelAnnouncement> releases = new ArrayList<>();
    for (byte[] entry : new Topic(bootstrapServers, Workplace.MODELS).committed()) {
      releases.add(ModelAnnouncement.fromBytes(entry));
    }
    return releases;
  }

  /** Of committed transactions only. */
  List<byte[]> committed() {
    return values("read_committed");
  }

  /** Of open and aborted transactions too. */
  List<byte[]> written() {
    return values("read_uncommitted");
  }

  /** The first record of each key, over all partitions. */
  static Map<String, ConsumerRecord<byte[], byte[]>> firstByKey(
      String bootstrapServers, String topic) {
    Map<String, ConsumerRecord<byte[], byte[]>> first = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          first.putIfAbsent(new String(record.key(), UTF_8), record);
        }
      }
    }
    return first;
  }

  private List<byte[]> values(String isolationLevel) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("isolation.level", isolationLevel);
    TopicPartition only = new TopicPartition(name, 0);
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      if (!consumer.listTopics().containsKey(name)) {
        return values;
      }
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
      while (consumer.position(only) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
