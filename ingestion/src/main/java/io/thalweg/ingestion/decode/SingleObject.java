package io.thalweg.ingestion.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Avro's single-object encoding (specification 1.12): bytes C3 01, the schema's CRC-64-AVRO
 * fingerprint as little-endian int64, the record. The marker alone decides nothing: a plain record
 * may start with the same two bytes, so it takes marker and fingerprint. Immutable.
 *
 * @param fingerprint of the one schema that is read
 */
record SingleObject(long fingerprint) {
  static final int HEADER_BYTES = 10;
  private static final int MARKER = 0x01C3;

  static SingleObject of(Schema schema) {
    return new SingleObject(SchemaNormalization.parsingFingerprint64(schema));
  }

  int payloadOffset(byte[] value) {
    return isMarked(value) && found(value) == fingerprint ? HEADER_BYTES : 0;
  }

  /** What a refusal should add: the bytes look like another schema's. */
  String note(byte[] value) {
    return isMarked(value) && found(value) != fingerprint
        ? " (it begins as a single object of schema fingerprint %016x, this one's is %016x)"
            .formatted(found(value), fingerprint)
        : "";
  }

  private static boolean isMarked(byte[] value) {
    return value.length >= HEADER_BYTES && little(value).getShort(0) == MARKER;
  }

  private static long found(byte[] value) {
    return little(value).getLong(2);
  }

  private static ByteBuffer little(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
  }
}
