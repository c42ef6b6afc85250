package io.thalweg.cli.demo;

import java.time.Duration;

/**
 * Which stream of transactions. Equal specs give equal streams, byte for byte. Immutable.
 *
 * @param events records on the events topic, malformed ones and duplicates included
 * @param eventsPerSecond of event time
 * @param startMillis event time of the first record
 * @param labelDelayMin,labelDelayMax a label's delay is uniform between them, in event time
 */
public record StreamSpec(
    long seed,
    long events,
    double eventsPerSecond,
    long startMillis,
    Drift drift,
    Duration labelDelayMin,
    Duration labelDelayMax) {
  public StreamSpec {
    if (events < 1 || !(eventsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "a stream needs events and a rate above 0: events=%d, eventsPerSecond=%s"
              .formatted(events, eventsPerSecond));
    }
    if (labelDelayMin.isNegative() || labelDelayMin.compareTo(labelDelayMax) > 0) {
      throw new IllegalArgumentException(
          "label delay needs 0 <= min <= max: min=%s, max=%s"
              .formatted(labelDelayMin, labelDelayMax));
    }
  }

  /** Drifts as {@link Drift#DEFAULT} says; labels come 0.3 to 1 s late. */
  public static StreamSpec of(long seed, long events, double eventsPerSecond, long startMillis) {
    return new StreamSpec(
        seed,
        events,
        eventsPerSecond,
        startMillis,
        Drift.DEFAULT,
        Duration.ofMillis(300),
        Duration.ofMillis(1_000));
  }

  public StreamSpec withDrift(Drift other) {
    return new StreamSpec(
        seed, events, eventsPerSecond, startMillis, other, labelDelayMin, labelDelayMax);
  }

  /** Event time of the record with this index. */
  long atMillis(long index) {
    return startMillis + (long) (index * 1_000 / eventsPerSecond);
  }
}
