package io.thalweg.learner.figures;

import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.FiguresSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer of figures: what it can't send soon is lost. Stateless. */
final class FiguresProducer {
  /** How long a record may take. */
  static final Duration DELIVERY = Duration.ofSeconds(5);

  private static final Duration RETENTION = Duration.ofDays(1);
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int BLOCK_MILLIS = 500;

  /**
   * Makes the topic where it is missing, and asks whether it may be written; the caller closes the
   * producer. May take half a minute, where Kafka doesn't answer.
   *
   * @param process names the client
   * @throws TopicException also where that isn't allowed
   */
  static Producer<byte[], byte[]> open(FiguresSpec spec, String process) throws TopicException {
    String servers = spec.kafka().getOrDefault("bootstrap.servers", "");
    TopicAdmin.ensureKept(servers, spec.kafka(), spec.topic(), RETENTION);
    KafkaAccess.of(servers, spec.kafka()).writes(spec.topic()).require();
    return new KafkaProducer<>(
        properties(spec, process), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Those of the pipeline, but for what would make somebody wait. */
  static Map<String, Object> properties(FiguresSpec spec, String process) {
    Map<String, Object> p = new HashMap<>(spec.kafka());
    p.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    p.put(ProducerConfig.CLIENT_ID_CONFIG, "thalweg-figures-" + process);
    p.put(ProducerConfig.ACKS_CONFIG, "1");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    p.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    return p;
  }

  private FiguresProducer() {}
}
