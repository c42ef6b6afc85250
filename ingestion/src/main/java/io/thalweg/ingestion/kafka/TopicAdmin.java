package io.thalweg.ingestion.kafka;

import io.thalweg.ingestion.NearestName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes topics and asks for them. Stateless; each call connects, and waits 15 s at most. */
public final class TopicAdmin {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long VISIBLE_POLL_NANOS = 10_000_000;

  private TopicAdmin() {}

  /**
   * Creates the topic if it is missing, with the broker's own replication factor, and waits until
   * it can be seen: a broker answers for a while as if it didn't know what its controller has just
   * made.
   */
  public static void ensure(
      String bootstrapServers, Map<String, String> properties, String name, int partitions)
      throws TopicException {
    try (Session session = open(bootstrapServers, properties)) {
      Admin admin = session.admin();
      create(admin, bootstrapServers, name, partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!await(bootstrapServers, name, admin.listTopics().names()).contains(name)) {
        if (System.nanoTime() - deadline > 0) {
          throw new TopicException(
              "topic '%s' was made on %s but can't be seen there after %d s; look at the broker"
                  .formatted(name, bootstrapServers, PATIENCE.toSeconds()),
              null);
        }
        LockSupport.parkNanos(VISIBLE_POLL_NANOS);
      }
    }
  }

  private static void create(Admin admin, String bootstrapServers, String name, int partitions)
      throws TopicException {
    try {
      NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
      await(bootstrapServers, name, admin.createTopics(List.of(topic)).all());
    } catch (TopicException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** How many partitions a topic has. */
  public static int partitions(String bootstrapServers, Map<String, String> properties, String name)
      throws TopicException {
    try (Session session = open(bootstrapServers, properties)) {
      var topics = session.admin().describeTopics(List.of(name)).allTopicNames();
      return await(bootstrapServers, name, topics).values().stream()
          .mapToInt(topic -> topic.partitions().size())
          .sum();
    }
  }

  /** Refuses a topic that isn't there. */
  public static void requireExisting(
      String bootstrapServers, Map<String, String> properties, String name) throws TopicException {
    try (Session session = open(bootstrapServers, properties)) {
      Admin admin = session.admin();
      Set<String> names = await(bootstrapServers, name, admin.listTopics().names());
      if (!names.contains(name)) {
        throw missing(bootstrapServers, name, names);
      }
    }
  }

  /** Records that a topic holds now, by its offsets: markers of transactions count as well. */
  public static long records(String bootstrapServers, Map<String, String> properties, String name)
      throws TopicException {
    return sum(offsets(bootstrapServers, properties, name, OffsetSpec.latest()))
        - sum(offsets(bootstrapServers, properties, name, OffsetSpec.earliest()));
  }

  /** The first offset that each partition still holds. */
  public static Map<Integer, Long> firstOffsets(
      String bootstrapServers, Map<String, String> properties, String name) throws TopicException {
    return offsets(bootstrapServers, properties, name, OffsetSpec.earliest());
  }

  private static Map<Integer, Long> offsets(
      String bootstrapServers, Map<String, String> properties, String name, OffsetSpec which)
      throws TopicException {
    try (Session session = open(bootstrapServers, properties)) {
      Admin admin = session.admin();
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      await(bootstrapServers, name, admin.describeTopics(List.of(name)).allTopicNames())
          .values()
          .forEach(
              topic ->
                  topic
                      .partitions()
                      .forEach(p -> wanted.put(new TopicPartition(name, p.partition()), which)));
      Map<Integer, Long> offsets = new HashMap<>();
      await(bootstrapServers, name, admin.listOffsets(wanted).all())
          .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
      return offsets;
    }
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(offset -> offset).sum();
  }

  static TopicException missing(String bootstrapServers, String name, Set<String> names) {
    String hint =
        NearestName.of(name, names)
            .map("; did you mean '%s'?"::formatted)
            .orElse("; create it first");
    return new TopicException(
        "topic '%s' is not on %s%s".formatted(name, bootstrapServers, hint), null);
  }

  private static Session open(String bootstrapServers, Map<String, String> properties)
      throws TopicException {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try {
      return new Session(Admin.create(config));
    } catch (KafkaException e) {
      throw new TopicException(
          "Kafka at %s: %s; check the address and the properties"
              .formatted(bootstrapServers, rootMessage(e)),
          e);
    }
  }

  private static <T> T await(String bootstrapServers, String topic, KafkaFuture<T> answer)
      throws TopicException {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new TopicException(
          "topic '%s' on %s: %s".formatted(topic, bootstrapServers, rootMessage(e)), e.getCause());
    } catch (TimeoutException e) {
      throw new TopicException(
          "Kafka at %s did not answer within %d s; is it running there?"
              .formatted(bootstrapServers, PATIENCE.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicException("interrupted while asking for topic '%s'".formatted(topic), e);
    }
  }

  /** Closes without waiting for what was given up: that would be another minute. */
  private record Session(Admin admin) implements AutoCloseable {
    @Override
    public void close() {
      admin.close(Duration.ZERO);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
