package io.thalweg.ingestion.kafka;

import io.thalweg.ingestion.decode.RecordHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Headers of a record that was read from Kafka. Stateless. */
public final class KafkaHeaders {
  /** Borrowed from the record. */
  public static RecordHeaders of(ConsumerRecord<?, ?> record) {
    return name -> {
      Header header = record.headers().lastHeader(name);
      return header == null ? null : header.value();
    };
  }

  private KafkaHeaders() {}
}
