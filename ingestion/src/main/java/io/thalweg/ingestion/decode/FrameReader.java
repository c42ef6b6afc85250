package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.RegistrySpec.Ids;
import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.model.feature.BadValueException;

/** Finds the schema that a record names, and where the record itself begins. Immutable. */
@FunctionalInterface
interface FrameReader {
  int PREFIX_BYTES = 5;

  /**
   * Reads what stands before a record, or in its headers.
   *
   * @return where the record begins
   */
  int read(byte[] value, RecordHeaders headers, Frame out) throws BadValueException;

  static FrameReader of(Framing framing, Ids ids) {
    return switch (framing) {
      case NONE -> (value, headers, out) -> 0;
      case CONFLUENT -> new ConfluentFrame();
      case APICURIO -> new ApicurioFrame(ids);
    };
  }

  /** For a value that begins in another way. */
  static BadValueException unframed(byte[] value, String whose) {
    if (value.length == 0) {
      return new BadValueException("the record is empty, without the schema id of " + whose);
    }
    return new BadValueException(
        "no schema id of %s, in a header or before the record: it begins with byte 0x%02x, and has %d"
            .formatted(whose, value[0], value.length));
  }

  /** Ids begin at 1; others need not be asked for. */
  static long positive(String what, long id) throws BadValueException {
    if (id <= 0) {
      throw new BadValueException("%s %d is none: they begin at 1".formatted(what, id));
    }
    return id;
  }
}
