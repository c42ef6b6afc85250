package io.thalweg.ingestion.kafka;

import io.thalweg.ingestion.NearestName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics and asks for them. Stateless; each call connects, and waits 15 s at most. */
public final class TopicAdmin {
  private static final String CREATE = "create it first";
  static final Duration PATIENCE = Duration.ofSeconds(15);
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
    ensure(
        bootstrapServers,
        properties,
        new NewTopic(name, Optional.of(partitions), Optional.empty()));
  }

  /** Likewise, with one partition that keeps records for so long. */
  public static void ensureKept(
      String bootstrapServers, Map<String, String> properties, String name, Duration retention)
      throws TopicException {
    ensure(
        bootstrapServers,
        properties,
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "" + retention.toMillis())));
  }

  /** Likewise, with one partition that keeps the last record of each key for good. */
  public static void ensureCompacted(
      String bootstrapServers, Map<String, String> properties, String name) throws TopicException {
    ensure(
        bootstrapServers,
        properties,
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
  }

  /**
   * Likewise. What a key's newer record stands for is dropped so long after that record, while the
   * topic is written.
   *
   * @throws TopicException also for a topic that is there and isn't compacted; whose configuration
   *     may not be seen is taken for compacted
   */
  public static void ensureCompacted(
      String bootstrapServers, Map<String, String> properties, String name, Duration within)
      throws TopicException {
    Map<String, String> config =
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            "" + within.toMillis());
    ensure(
        bootstrapServers,
        properties,
        new NewTopic(name, Optional.of(1), Optional.empty()).configs(config));
    ClientFailure client = new ClientFailure(bootstrapServers, properties);
    try (Session session = open(client)) {
      requireCompacted(client, session.admin(), name);
    }
  }

  private static void requireCompacted(ClientFailure client, Admin admin, String name)
      throws TopicException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    String policy;
    try {
      Config config =
          await(
              client,
              name,
              Objects.requireNonNull(admin.describeConfigs(List.of(topic)).values().get(topic)));
      policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    } catch (TopicException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return;
      }
      throw e;
    }
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new TopicException(
          "topic '%s' on %s has cleanup.policy=%s, which drops the last records of keys; set it to"
                  .formatted(name, client.servers(), policy)
              + " compact alone, or name another topic",
          null);
    }
  }

  private static void ensure(
      String bootstrapServers, Map<String, String> properties, NewTopic topic)
      throws TopicException {
    String name = topic.name();
    ClientFailure client = new ClientFailure(bootstrapServers, properties);
    try (Session session = open(client)) {
      Admin admin = session.admin();
      if (isThere(client, admin, name)) {
        return; // who may not make topics may use those that there are
      }
      create(client, admin, topic);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!await(client, name, admin.listTopics().names()).contains(name)) {
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

  private static boolean isThere(ClientFailure client, Admin admin, String name)
      throws TopicException {
    try {
      await(client, name, admin.describeTopics(List.of(name)).allTopicNames());
      return true;
    } catch (TopicException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private static void create(ClientFailure client, Admin admin, NewTopic topic)
      throws TopicException {
    String name = topic.name();
    try {
      await(client, name, admin.createTopics(List.of(topic)).all());
    } catch (TopicException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new TopicException(
            "topic '%s' is not on %s, and %s may not CREATE it; create it first"
                .formatted(name, client.servers(), client.user()),
            e.getCause());
      }
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** How many partitions a topic has. */
  public static int partitions(String bootstrapServers, Map<String, String> properties, String name)
      throws TopicException {
    ClientFailure client = new ClientFailure(bootstrapServers, properties);
    try (Session session = open(client)) {
      var topics = session.admin().describeTopics(List.of(name)).allTopicNames();
      return await(client, name, topics).values().stream()
          .mapToInt(topic -> topic.partitions().size())
          .sum();
    }
  }

  /** Refuses a topic that isn't there. */
  public static void requireExisting(
      String bootstrapServers, Map<String, String> properties, String name) throws TopicException {
    requireExisting(bootstrapServers, properties, name, CREATE);
  }

  /**
   * As the other.
   *
   * @param next what to do where no topic of a like name is there
   */
  static void requireExisting(
      String bootstrapServers, Map<String, String> properties, String name, String next)
      throws TopicException {
    ClientFailure client = new ClientFailure(bootstrapServers, properties);
    try (Session session = open(client)) {
      if (!isThere(client, session.admin(), name)) {
        Set<String> names = await(client, name, session.admin().listTopics().names());
        throw missing(bootstrapServers, name, names, next);
      }
    }
  }

  /** Records that a topic holds now, by its offsets: markers of transactions count as well. */
  public static long records(String bootstrapServers, Map<String, String> properties, String name)
      throws TopicException {
    return sum(offsets(bootstrapServers, properties, name, OffsetSpec.latest()))
        - sum(offsets(bootstrapServers, properties, name, OffsetSpec.earliest()));
  }

  /** Likewise, of those that {@link OffsetSpec#forTimestamp} finds from a time on. */
  public static long recordsFrom(
      Instant time, String bootstrapServers, Map<String, String> properties, String name)
      throws TopicException {
    Map<Integer, Long> ends = offsets(bootstrapServers, properties, name, OffsetSpec.latest());
    OffsetSpec from = OffsetSpec.forTimestamp(time.toEpochMilli());
    long before = 0;
    for (Map.Entry<Integer, Long> first :
        offsets(bootstrapServers, properties, name, from).entrySet()) {
      boolean hasNone = first.getValue() < 0;
      before += hasNone ? ends.getOrDefault(first.getKey(), 0L) : first.getValue();
    }
    return sum(ends) - before;
  }

  /** The first offset that each partition still holds. */
  public static Map<Integer, Long> firstOffsets(
      String bootstrapServers, Map<String, String> properties, String name) throws TopicException {
    return offsets(bootstrapServers, properties, name, OffsetSpec.earliest());
  }

  private static Map<Integer, Long> offsets(
      String bootstrapServers, Map<String, String> properties, String name, OffsetSpec which)
      throws TopicException {
    ClientFailure client = new ClientFailure(bootstrapServers, properties);
    try (Session session = open(client)) {
      Admin admin = session.admin();
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      await(client, name, admin.describeTopics(List.of(name)).allTopicNames())
          .values()
          .forEach(
              topic ->
                  topic
                      .partitions()
                      .forEach(p -> wanted.put(new TopicPartition(name, p.partition()), which)));
      Map<Integer, Long> offsets = new HashMap<>();
      await(client, name, admin.listOffsets(wanted).all())
          .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
      return offsets;
    }
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(offset -> offset).sum();
  }

  static TopicException missing(String bootstrapServers, String name, Set<String> names) {
    return missing(bootstrapServers, name, names, CREATE);
  }

  private static TopicException missing(
      String bootstrapServers, String name, Set<String> names, String next) {
    String hint =
        NearestName.of(name, names).map("; did you mean '%s'?"::formatted).orElse("; " + next);
    return new TopicException(
        "topic '%s' is not on %s%s".formatted(name, bootstrapServers, hint), null);
  }

  static Session open(ClientFailure client) throws TopicException {
    Map<String, Object> config = new HashMap<>(client.properties());
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, client.servers());
    try {
      return new Session(Admin.create(config));
    } catch (KafkaException e) {
      throw new TopicException(client.text(e), e);
    }
  }

  private static <T> T await(ClientFailure client, String topic, KafkaFuture<T> answer)
      throws TopicException {
    return await(client, topic, answer, PATIENCE);
  }

  static <T> T await(ClientFailure client, String topic, KafkaFuture<T> answer, Duration patience)
      throws TopicException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicException(text(client, topic, cause, patience), cause);
    } catch (TimeoutException e) {
      throw new TopicException(client.silence(patience.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicException("interrupted while asking for topic '%s'".formatted(topic), e);
    }
  }

  static String text(ClientFailure client, String topic, Throwable cause, Duration patience) {
    if (cause instanceof AuthenticationException) {
      return client.text(cause);
    }
    if (ClientFailure.isSilence(cause)) {
      return client.silence(patience.toSeconds());
    }
    if (cause instanceof InvalidTopicException) {
      return "'%s' can't be a topic's name; say one of letters, digits, '.', '_' and '-', 249 at most"
          .formatted(topic);
    }
    if (cause instanceof AuthorizationException) {
      return "topic '%s' on %s: %s may not even DESCRIBE it; allow what is to be done with it"
          .formatted(topic, client.servers(), client.user());
    }
    return "topic '%s' on %s: %s".formatted(topic, client.servers(), rootMessage(cause));
  }

  /** Closes without waiting for what was given up: that would be another minute. */
  record Session(Admin admin) implements AutoCloseable {
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
