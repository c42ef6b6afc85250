package io.thalweg.ingestion;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a topic's records are written. Immutable.
 *
 * @param framing what stands before a record, or in its headers
 * @param registry where writers' schemas are; null where none is needed
 */
public record WireSpec(Format format, Framing framing, @Nullable RegistrySpec registry)
    implements Serializable {
  /** Avro in its binary encoding, plain or as a single object, with the schema that is given. */
  public static final WireSpec PLAIN = new WireSpec(Format.AVRO, Framing.NONE, null);

  public WireSpec {
    if (needsRegistry(format, framing) && registry == null) {
      throw new IllegalArgumentException("framed Avro takes a registry");
    }
  }

  /** Of a record itself. */
  public enum Format {
    /** Avro's binary encoding. */
    AVRO,

    /** One JSON object, with the field names and types of the schema. */
    JSON
  }

  /** Whose serializers wrote. */
  public enum Framing {
    NONE,
    CONFLUENT,
    APICURIO
  }

  /** JSON says itself what it holds. */
  public static boolean needsRegistry(Format format, Framing framing) {
    return format == Format.AVRO && framing != Framing.NONE;
  }
}
