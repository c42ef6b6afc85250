package io.thalweg.learner;

import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes the records of learned events in the checkpoint's transaction. */
final class AuditSink {
  private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";

  /**
   * A sink of bytes as they are.
   *
   * @param transactionalIdPrefix of this job alone, and the same after every restart
   */
  static KafkaSink<byte[]> create(
      String bootstrapServers,
      Map<String, String> properties,
      String topic,
      String transactionalIdPrefix) {
    Properties producer = new Properties();
    producer.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    producer.putAll(properties);
    KafkaRecordSerializationSchema<byte[]> asIs =
        (bytes, context, timestamp) -> new ProducerRecord<>(topic, bytes);
    return KafkaSink.<byte[]>builder()
        .setBootstrapServers(bootstrapServers)
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(transactionalIdPrefix)
        .setRecordSerializer(asIs)
        .build();
  }

  private AuditSink() {}
}
