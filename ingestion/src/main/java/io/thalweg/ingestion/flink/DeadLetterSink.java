package io.thalweg.ingestion.flink;

import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Writes dead letters in the checkpoint's transaction. Stateless. */
public final class DeadLetterSink {
  /** Brokers refuse more than their own 15 minutes by default; the connector asks for an hour. */
  private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";

  private DeadLetterSink() {}

  /**
   * A sink of the original bytes, with {@link DeadLetterHeaders}.
   *
   * @param properties of the producer; they win over the defaults here
   * @param transactionalIdPrefix of this job alone, and the same after every restart
   */
  public static KafkaSink<DeadLetter> create(
      String bootstrapServers,
      Map<String, String> properties,
      String topic,
      String transactionalIdPrefix) {
    Properties producer = new Properties();
    producer.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    producer.putAll(properties);
    return KafkaSink.<DeadLetter>builder()
        .setBootstrapServers(bootstrapServers)
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(transactionalIdPrefix)
        .setRecordSerializer(new Serializer(topic))
        .build();
  }

  /** Immutable. */
  record Serializer(String topic) implements KafkaRecordSerializationSchema<DeadLetter> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        DeadLetter letter, KafkaSinkContext context, Long timestamp) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, letter.key(), letter.value());
      Headers headers = record.headers();
      add(headers, DeadLetterHeaders.TOPIC, letter.topic());
      add(headers, DeadLetterHeaders.PARTITION, Integer.toString(letter.partition()));
      add(headers, DeadLetterHeaders.OFFSET, Long.toString(letter.offset()));
      add(headers, DeadLetterHeaders.REASON, letter.reason());
      add(headers, DeadLetterHeaders.REFUSED_AT, Long.toString(letter.refusedAtMillis()));
      letter.schemaHeaders().forEach(headers::add);
      return record;
    }

    private static void add(Headers headers, String name, String value) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
