package io.thalweg.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * One contract in Avro's single-object encoding (Avro 1.12 specification, "Single-object
 * encoding"): two marker bytes, the 8-byte CRC-64-AVRO fingerprint of the writer's schema, the
 * record. The fingerprint is what versions the bytes. Not thread-safe: one per thread.
 */
final class AvroMessages {
  private final String contract;
  private final Schema schema;
  private final BinaryMessageEncoder<GenericRecord> encoder;
  private final BinaryMessageDecoder<GenericRecord> decoder;

  AvroMessages(Schema schema) {
    this.contract = schema.getName();
    this.schema = schema;
    this.encoder = new BinaryMessageEncoder<>(GenericData.get(), schema);
    this.decoder = new BinaryMessageDecoder<>(GenericData.get(), schema);
  }

  GenericRecord newRecord() {
    return new GenericData.Record(schema);
  }

  byte[] encode(GenericRecord message) {
    try {
      ByteBuffer bytes = encoder.encode(message);
      byte[] out = new byte[bytes.remaining()];
      bytes.get(out);
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a " + contract, e);
    }
  }

  GenericRecord decode(byte[] bytes) throws ContractException {
    try {
      return decoder.decode(bytes);
    } catch (IOException | AvroRuntimeException e) {
      throw new ContractException(
          "not a %s: %d bytes, %s".formatted(contract, bytes.length, e.getMessage()), e);
    }
  }
}
