package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** One way from a record's bytes to those who want its fields. Confined to one thread. */
interface Decoding {
  /**
   * Reads a record to its last byte.
   *
   * @throws IOException or any unchecked exception but a {@link
   *     io.thalweg.ingestion.registry.RegistryException}, when the bytes are no record
   * @throws BadValueException likewise, with the reason
   * @throws io.thalweg.ingestion.registry.RegistryException when that can't be told for now
   */
  void decode(byte[] value, RecordHeaders headers, Draft draft)
      throws IOException, BadValueException;

  /** What a refusal of these bytes should add; mostly nothing. */
  default String note(byte[] value) {
    return "";
  }

  /** Forgets all of a record that has failed. */
  void renew();
}
