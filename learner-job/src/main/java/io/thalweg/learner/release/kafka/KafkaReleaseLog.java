package io.thalweg.learner.release.kafka;

import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.release.ReleaseLog;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A one-partition topic with one transactional id per model. {@code initTransactions} fences the
 * writer before, and what it left open is aborted; only then is the log read to its end, so nothing
 * can be appended behind our back. Where another model's writer has a transaction open, that waits
 * until the transaction is over: committed entries behind it can't be read before. Confined to one
 * thread.
 */
public final class KafkaReleaseLog implements ReleaseLog {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String model;
  private final ReleaseConfig config;
  private final KafkaProducer<byte[], byte[]> producer;
  private End end;

  /** What is appended to: see {@link ReleaseLog} for both. */
  private record End(
      long lastVersion, @Nullable String lastReleaseSha256, @Nullable ModelAnnouncement last) {
    static final End OF_NOTHING = new End(0, null, null);

    /** The same if the version isn't above the last one. */
    End after(ModelAnnouncement a) {
      return a.version() <= lastVersion
          ? this
          : new End(a.version(), a.preview() ? lastReleaseSha256 : a.manifestSha256(), a);
    }
  }

  private KafkaReleaseLog(
      String model, ReleaseConfig config, KafkaProducer<byte[], byte[]> producer, End end) {
    this.model = model;
    this.config = config;
    this.producer = producer;
    this.end = end;
  }

  /** Takes the log over for this model; the caller closes it. */
  public static KafkaReleaseLog open(String model, ReleaseConfig config) {
    Map<String, Object> properties = new HashMap<>(config.kafka());
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(model));
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      return new KafkaReleaseLog(model, config, producer, read(model, config));
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Whoever opens the log for the model writes under this id. */
  public static String transactionalId(String model) {
    return "thalweg-releases-" + model;
  }

  private static End read(String model, ReleaseConfig config) {
    Map<String, Object> properties = new HashMap<>(config.kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    TopicPartition log = new TopicPartition(config.topic(), 0);
    End read = End.OF_NOTHING;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = endOffset(config, log);
      while (consumer.position(log) < end) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
          read = after(read, entry, model);
        }
      }
    }
    return read;
  }

  /** Of all there is; that of committed entries would stop at the first open transaction. */
  private static long endOffset(ReleaseConfig config, TopicPartition log) {
    Map<String, Object> properties = new HashMap<>(config.kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
    }
  }

  private static End after(End end, ConsumerRecord<byte[], byte[]> entry, String model) {
    try {
      ModelAnnouncement a = ModelAnnouncement.fromBytes(entry.value());
      return a.model().equals(model) ? end.after(a) : end;
    } catch (ContractException e) {
      return end; // not an announcement, so not a version either
    }
  }

  @Override
  public long lastVersion() {
    return end.lastVersion();
  }

  @Override
  public @Nullable String lastReleaseSha256() {
    return end.lastReleaseSha256();
  }

  @Override
  public @Nullable ModelAnnouncement last() {
    return end.last();
  }

  @Override
  public long lastVersionNow() {
    return read(model, config).lastVersion();
  }

  @Override
  public void announce(ModelAnnouncement announcement) throws FencedException {
    if (announcement.version() <= end.lastVersion()) {
      return;
    }
    try {
      producer.beginTransaction();
      var unused =
          producer.send(
              new ProducerRecord<>(
                  config.topic(),
                  0,
                  announcement.model().getBytes(StandardCharsets.UTF_8),
                  announcement.toBytes()));
      producer.commitTransaction(); // flushes, and throws what the send met
      end = end.after(announcement);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new FencedException(
          "another writer has taken over the releases of " + announcement.model(), e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
