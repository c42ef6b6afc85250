package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.RegistrySpec.Ids;
import io.thalweg.ingestion.registry.SchemaId.Kind;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.schemas.SchemaHeaders;
import java.nio.charset.StandardCharsets;

/**
 * Apicurio's: a header {@code apicurio.value.contentId} or {@code apicurio.value.globalId}, a
 * big-endian int64; else before the record byte 0 and the id, an int32 as serializers of Registry 3
 * write it, or an int64 as those of Registry 2 do, which shows by its upper half of zeros.
 * Immutable.
 *
 * @param ids what an id before a record names
 */
record ApicurioFrame(Ids ids) implements FrameReader {
  private static final String WHOSE = "Apicurio's";
  private static final int LONG_PREFIX_BYTES = 9;

  @Override
  public int read(byte[] value, RecordHeaders headers, Frame out) throws BadValueException {
    byte[] content = headers.last(SchemaHeaders.APICURIO_CONTENT_ID);
    byte[] global = content == null ? headers.last(SchemaHeaders.APICURIO_GLOBAL_ID) : null;
    if (content != null) {
      out.of(Kind.CONTENT, header(SchemaHeaders.APICURIO_CONTENT_ID, content));
    } else if (global != null) {
      out.of(Kind.GLOBAL, header(SchemaHeaders.APICURIO_GLOBAL_ID, global));
    } else {
      return prefix(value, out);
    }
    return 0;
  }

  private int prefix(byte[] value, Frame out) throws BadValueException {
    if (value.length < PREFIX_BYTES || value[0] != 0) {
      throw FrameReader.unframed(value, WHOSE);
    }
    Kind kind = ids == Ids.GLOBAL ? Kind.GLOBAL : Kind.CONTENT;
    String what = ids == Ids.GLOBAL ? "global id" : "content id";
    int id = BigEndian.int32(value, 1);
    if (id == 0 && value.length >= LONG_PREFIX_BYTES) {
      out.of(kind, FrameReader.positive(what, BigEndian.int64(value, 1)));
      return LONG_PREFIX_BYTES;
    }
    out.of(kind, FrameReader.positive(what, id));
    return PREFIX_BYTES;
  }

  private static long header(String name, byte[] value) throws BadValueException {
    if (value.length != Long.BYTES) {
      throw new BadValueException(
          "header %s has %d bytes, want %d".formatted(name, value.length, Long.BYTES));
    }
    return FrameReader.positive("header " + name, BigEndian.int64(value, 0));
  }

  /** Avro's JSON encoding has branches' names in it, which no other JSON has. */
  static void requireBinary(RecordHeaders headers) throws BadValueException {
    byte[] encoding = headers.last(SchemaHeaders.APICURIO_ENCODING);
    if (encoding != null
        && !new String(encoding, StandardCharsets.UTF_8).equalsIgnoreCase("BINARY")) {
      throw new BadValueException(
          "header %s is not BINARY: Avro's JSON encoding isn't read"
              .formatted(SchemaHeaders.APICURIO_ENCODING));
    }
  }
}
