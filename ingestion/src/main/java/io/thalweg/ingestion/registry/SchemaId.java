package io.thalweg.ingestion.registry;

import java.util.UUID;

/**
 * What a record says of the schema it was written with. Immutable.
 *
 * @param high of a GUID the upper half; else 0
 * @param low of a GUID the lower half; else the number
 */
public record SchemaId(Kind kind, long high, long low) {
  /** What the number counts. */
  public enum Kind {
    /** Confluent's: a schema within a registry. */
    ID,

    /** Confluent's: a schema, in whatever registry. */
    GUID,

    /** Apicurio's: a schema's text. */
    CONTENT,

    /** Apicurio's: a version of an artifact. */
    GLOBAL
  }

  /** As a path's last part. */
  String text() {
    return kind == Kind.GUID ? new UUID(high, low).toString() : Long.toString(low);
  }

  /** For a person. */
  @Override
  public String toString() {
    return switch (kind) {
          case ID -> "schema id ";
          case GUID -> "schema GUID ";
          case CONTENT -> "content id ";
          case GLOBAL -> "global id ";
        }
        + text();
  }
}
