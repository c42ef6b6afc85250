package io.thalweg.ingestion.decode;

import org.jspecify.annotations.Nullable;

/** A record's headers. */
@FunctionalInterface
public interface RecordHeaders {
  /** Of a record that has none. */
  RecordHeaders NONE = name -> null;

  /** The last header of a name, borrowed; null where there is none, or one without a value. */
  byte @Nullable [] last(String name);
}
