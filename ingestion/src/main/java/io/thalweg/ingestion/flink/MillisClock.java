package io.thalweg.ingestion.flink;

import java.io.Serializable;

/** The wall clock, milliseconds since the epoch. Thread-safe. */
@FunctionalInterface
public interface MillisClock extends Serializable {
  MillisClock SYSTEM = System::currentTimeMillis;

  long millis();
}
