package io.thalweg.ingestion.registry;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One request, one answer. Thread-safe. */
interface Transport {
  /**
   * Sends GET, or POST where there is a body.
   *
   * @param body JSON
   * @throws IOException when there is no answer, in one line without credentials
   */
  Answer ask(URI address, @Nullable String body) throws IOException, InterruptedException;
}
