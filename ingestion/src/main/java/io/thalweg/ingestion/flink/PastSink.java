package io.thalweg.ingestion.flink;

import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the pasts of keys in the checkpoint's transaction: whoever reads committed has no past
 * that the learner might yet take back. Stateless.
 */
public final class PastSink {
  /** Brokers refuse more than their own 15 minutes by default; the connector asks for an hour. */
  private static final String TRANSACTION_TIMEOUT_MILLIS = "900000";

  private PastSink() {}

  /**
   * A sink of records as {@link io.thalweg.model.feature.PastKey} says.
   *
   * @param properties of the producer; they win over the defaults here
   * @param transactionalIdPrefix of this job alone, and the same after every restart
   */
  public static KafkaSink<PastUpdate> create(
      String bootstrapServers,
      Map<String, String> properties,
      String topic,
      String transactionalIdPrefix) {
    Properties producer = new Properties();
    producer.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    producer.putAll(properties);
    KafkaRecordSerializationSchema<PastUpdate> newest =
        (update, context, timestamp) ->
            new ProducerRecord<>(topic, update.key().toBytes(), update.past());
    return KafkaSink.<PastUpdate>builder()
        .setBootstrapServers(bootstrapServers)
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(transactionalIdPrefix)
        .setRecordSerializer(newest)
        .build();
  }
}
