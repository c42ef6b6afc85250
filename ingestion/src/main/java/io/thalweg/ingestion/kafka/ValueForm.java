package io.thalweg.ingestion.kafka;

import io.thalweg.ingestion.file.PlainJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/** What records are written as. Confined to one thread. */
@FunctionalInterface
public interface ValueForm {
  /** Avro's binary encoding as it is. */
  ValueForm PLAIN = avro -> avro;

  /** The value of a record in Avro's binary encoding. */
  byte[] of(byte[] avro) throws IOException;

  /**
   * Confluent's framing, of what another form makes.
   *
   * @param id of the schema
   */
  static ValueForm framed(int id, ValueForm form) {
    return avro -> {
      byte[] value = form.of(avro);
      return ByteBuffer.allocate(1 + Integer.BYTES + value.length)
          .put((byte) 0)
          .putInt(id)
          .put(value)
          .array();
    };
  }

  /** A JSON object of the schema's fields. */
  static ValueForm json(Schema schema) {
    return new PlainJson(schema)::of;
  }
}
