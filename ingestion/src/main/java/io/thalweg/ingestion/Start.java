package io.thalweg.ingestion;

import java.io.Serializable;
import java.time.Instant;

/** Where the first start of a job begins to read a topic; later ones go on where it was. */
public sealed interface Start extends Serializable {
  Start EARLIEST = new Earliest();

  /** With what the topic still has. */
  record Earliest() implements Start {}

  /** With what comes after the start. */
  record Latest() implements Start {}

  /**
   * With the first record of each partition that isn't older, by Kafka's timestamps.
   *
   * @param time inclusive
   */
  record At(Instant time) implements Start {}
}
