package io.thalweg.cli.generate;

import io.thalweg.ingestion.kafka.PushException;
import java.io.IOException;

/** Where a stream's records go. Confined to one thread. */
public interface EventSink {
  /** Takes an event. */
  void event(Event event) throws IOException;

  /** Takes what is found out about an event of that key. */
  void label(String key, Event.Label label) throws IOException;

  /** Whether it can take nothing more; {@link #finish} says why. */
  boolean hasFailed();

  /** All that was taken is where it belongs, so many bytes of values. */
  long finish() throws IOException, PushException;
}
