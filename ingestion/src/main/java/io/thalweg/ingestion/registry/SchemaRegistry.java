package io.thalweg.ingestion.registry;

import org.apache.avro.Schema;

/** Writers' schemas by id. Thread-safe. */
@FunctionalInterface
public interface SchemaRegistry {
  /**
   * Looks a schema up; may block for as long as the registry doesn't answer.
   *
   * @throws UnknownSchemaException when the registry says that there is none, or it is no Avro
   *     schema
   * @throws RegistryException when the registry doesn't say
   */
  Schema find(SchemaId id) throws UnknownSchemaException;
}
