package io.thalweg.ingestion.registry;

import io.thalweg.model.config.JsonFault;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Reads what a registry holds. Stateless. */
final class AvroSchemas {
  private AvroSchemas() {}

  /** Writers' defaults are never used, and older ones are often wrong. */
  static Schema.Parser parser() {
    return new Schema.Parser().setValidateDefaults(false);
  }

  static UnknownSchemaException unreadable(SchemaId id, AvroRuntimeException e) {
    return new UnknownSchemaException("%s is no Avro schema: %s".formatted(id, JsonFault.of(e)));
  }
}
