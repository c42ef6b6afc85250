package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.registry.SchemaId.Kind;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.schemas.SchemaHeaders;

/**
 * Confluent's: a header {@code __value_schema_id}, else the same bytes before the record. Version
 * 0: byte 0, the schema's id as big-endian int32. Version 1: byte 1, its GUID, 16 bytes. Immutable.
 */
record ConfluentFrame() implements FrameReader {
  private static final String WHOSE = "Confluent's";
  private static final int GUID_BYTES = 17;

  @Override
  public int read(byte[] value, RecordHeaders headers, Frame out) throws BadValueException {
    byte[] header = headers.last(SchemaHeaders.CONFLUENT);
    if (header == null) {
      int length = id(value, out);
      if (length == 0) {
        throw FrameReader.unframed(value, WHOSE);
      }
      return length;
    }
    if (id(header, out) != header.length || header.length == 0) {
      throw new BadValueException(
          "header %s has %d bytes, want 0 and an id in %d, or 1 and a GUID in %d"
              .formatted(SchemaHeaders.CONFLUENT, header.length, PREFIX_BYTES, GUID_BYTES));
    }
    return 0;
  }

  /** Bytes that were read; 0 for none that are an id. */
  private static int id(byte[] bytes, Frame out) throws BadValueException {
    if (bytes.length >= PREFIX_BYTES && bytes[0] == 0) {
      out.of(Kind.ID, FrameReader.positive("schema id", BigEndian.int32(bytes, 1)));
      return PREFIX_BYTES;
    }
    if (bytes.length >= GUID_BYTES && bytes[0] == 1) {
      out.of(Kind.GUID, BigEndian.int64(bytes, 1), BigEndian.int64(bytes, 1 + Long.BYTES));
      return GUID_BYTES;
    }
    return 0;
  }
}
