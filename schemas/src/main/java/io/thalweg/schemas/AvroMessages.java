package io.thalweg.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * One contract in Avro's single-object encoding (Avro 1.12 specification, "Single-object
 * encoding"): two marker bytes, the 8-byte CRC-64-AVRO fingerprint of the writer's schema, the
 * record. The fingerprint is what versions the bytes. Thread-safe: the encoder and decoder, which
 * reuse their buffers, are each thread's own.
 */
final class AvroMessages {
  private final String contract;
  private final Schema schema;
  private final ThreadLocal<BinaryMessageEncoder<GenericRecord>> encoder;
  private final ThreadLocal<BinaryMessageDecoder<GenericRecord>> decoder;

  /**
   * Writes one schema and reads it and older ones.
   *
   * @param older without fields that have defaults by now
   */
  AvroMessages(Schema schema, Schema... older) {
    this.contract = schema.getName();
    this.schema = schema;
    this.encoder =
        ThreadLocal.withInitial(() -> new BinaryMessageEncoder<>(GenericData.get(), schema));
    this.decoder =
        ThreadLocal.withInitial(
            () -> {
              var reader = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), schema);
              List.of(older).forEach(reader::addSchema);
              return reader;
            });
  }

  GenericRecord newRecord() {
    return new GenericData.Record(schema);
  }

  byte[] encode(GenericRecord message) {
    try {
      ByteBuffer bytes = encoder.get().encode(message);
      byte[] out = new byte[bytes.remaining()];
      bytes.get(out);
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a " + contract, e);
    }
  }

  GenericRecord decode(byte[] bytes) throws ContractException {
    try {
      return decoder.get().decode(bytes);
    } catch (IOException | AvroRuntimeException | UnsupportedOperationException e) {
      // The last is what Avro 1.12 answers to an array of more items than Java holds.
      throw new ContractException(
          "not a %s: %d bytes, %s".formatted(contract, bytes.length, e.getMessage()), e);
    }
  }
}
