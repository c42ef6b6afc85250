package io.thalweg.ingestion.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** Reads one value of JSON, to its end, for those who want it. Confined to one thread. */
@FunctionalInterface
interface JsonValue {
  /**
   * Reads it.
   *
   * @param token its first one, which has been read
   */
  void read(JsonParser in, JsonToken token, Draft draft) throws IOException, BadValueException;
}
