package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.DataSubjects;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Requests of erasure: a record's key is the subject, UTF-8, and its timestamp says up to when. Its
 * value, if it has one, is for those who read the topic. Confined to the reader's thread.
 */
final class ErasureDeserializer implements KafkaRecordDeserializationSchema<Arrival> {
  private static final int MAX_SUBJECT_BYTES = 1024;

  private final MillisClock clock;

  ErasureDeserializer(MillisClock clock) {
    this.clock = clock;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Arrival> out) {
    String refusal = refusal(record.key());
    if (refusal == null) {
      String subject = new String(record.key(), StandardCharsets.UTF_8);
      out.collect(Erasures.of(DataSubjects.number(subject), record.timestamp()));
    } else {
      out.collect(
          new DeadLetter(
              record.topic(),
              record.partition(),
              record.offset(),
              record.key(),
              record.value(),
              refusal,
              clock.millis()));
    }
  }

  private static @Nullable String refusal(byte @Nullable [] key) {
    if (key == null || key.length == 0 || key.length > MAX_SUBJECT_BYTES) {
      return "the record's key names nobody to erase: %d bytes, want 1 to %d"
          .formatted(key == null ? 0 : key.length, MAX_SUBJECT_BYTES);
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key));
      return null;
    } catch (CharacterCodingException e) {
      return "the record's key is not valid UTF-8";
    }
  }

  @Override
  public TypeInformation<Arrival> getProducedType() {
    return ValueTypeInfo.ARRIVAL;
  }
}
