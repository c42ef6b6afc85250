package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.Outcome;
import io.thalweg.ingestion.decode.RecordHeaders;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.decode.Refusal;
import io.thalweg.ingestion.kafka.KafkaHeaders;
import io.thalweg.schemas.SchemaHeaders;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes inside the source, because a partition's watermark needs the event time that stands in
 * the record. Never throws for what a record holds: every record becomes one arrival. Where a
 * registry doesn't say which schema a record has, the task fails, and the record is read again.
 * Confined to the reader's thread.
 */
final class ArrivalDeserializer implements KafkaRecordDeserializationSchema<Arrival> {
  /** Binds the projector where the source runs. */
  interface Binding extends Serializable {
    RecordProjector bind();
  }

  /** What a decoded record becomes. */
  interface Making extends Serializable {
    Making EXAMPLE =
        (d, onKafka, at) ->
            new Example(
                d.id(),
                d.keyHash(),
                d.eventTimeMillis(),
                onKafka,
                at,
                Position.UNKNOWN,
                d.subject(),
                false,
                d.row());

    Arrival make(Decoded decoded, long onKafkaMillis, Position position);
  }

  private final Binding binding;
  private final Making making;
  private final MillisClock clock;
  private transient @Nullable RecordProjector projector;

  private ArrivalDeserializer(Binding binding, Making making, MillisClock clock) {
    this.binding = binding;
    this.making = making;
    this.clock = clock;
  }

  static ArrivalDeserializer ofExamples(Binding binding, MillisClock clock) {
    return new ArrivalDeserializer(binding, Making.EXAMPLE, clock);
  }

  static ArrivalDeserializer ofLabels(Binding binding, MillisClock clock) {
    return new ArrivalDeserializer(
        binding,
        (d, onKafka, at) ->
            new Label(d.id(), d.label(), d.labels(), d.eventTimeMillis(), onKafka, at),
        clock);
  }

  @Override
  public void open(InitializationContext context) {
    projector = binding.bind();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Arrival> out) {
    out.collect(arrival(record));
  }

  private Arrival arrival(ConsumerRecord<byte[], byte[]> record) {
    if (projector == null) {
      throw new IllegalStateException("the deserializer isn't open");
    }
    RecordHeaders headers = KafkaHeaders.of(record);
    Outcome outcome = projector.project(record.value(), record.timestamp(), headers);
    if (outcome instanceof Decoded decoded) {
      return making.make(
          decoded, record.timestamp(), new Position(record.partition(), record.offset()));
    }
    return new DeadLetter(
        record.topic(),
        record.partition(),
        record.offset(),
        record.key(),
        record.value(),
        ((Refusal) outcome).reason(),
        clock.millis(),
        schemaHeaders(headers));
  }

  private static Map<String, byte[]> schemaHeaders(RecordHeaders all) {
    Map<String, byte[]> headers = new HashMap<>();
    for (String name : SchemaHeaders.NAMES) {
      byte[] value = all.last(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  @Override
  public TypeInformation<Arrival> getProducedType() {
    return ValueTypeInfo.ARRIVAL;
  }
}
