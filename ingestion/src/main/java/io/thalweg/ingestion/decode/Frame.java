package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.registry.SchemaId;

/** What a record says of its schema. Reused, one per decoding. */
final class Frame {
  SchemaId.Kind kind = SchemaId.Kind.ID;
  long high;
  long low;

  void of(SchemaId.Kind kind, long low) {
    of(kind, 0, low);
  }

  void of(SchemaId.Kind kind, long high, long low) {
    this.kind = kind;
    this.high = high;
    this.low = low;
  }

  boolean is(SchemaId id) {
    return low == id.low() && high == id.high() && kind == id.kind();
  }

  SchemaId id() {
    return new SchemaId(kind, high, low);
  }
}
