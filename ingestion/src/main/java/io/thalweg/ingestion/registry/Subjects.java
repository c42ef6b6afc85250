package io.thalweg.ingestion.registry;

import org.apache.avro.Schema;

/** A registry's side for those who write records. Thread-safe. */
public interface Subjects {
  /**
   * The id of a schema that a subject has.
   *
   * @throws RegistryException when it hasn't, or doesn't say
   */
  int idOf(String subject, Schema schema);

  /**
   * Adds a schema to a subject, where it isn't there yet.
   *
   * @return its id
   * @throws RegistryException when the registry refuses it, or doesn't say
   */
  int register(String subject, Schema schema);
}
