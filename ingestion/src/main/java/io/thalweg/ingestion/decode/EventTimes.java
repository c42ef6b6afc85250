package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.time.Duration;
import java.time.Instant;

/** Which event times are believed. One from the far future would push the watermark there. */
final class EventTimes {
  /** How far an event's clock may run ahead of Kafka's. */
  static final Duration LEAD = Duration.ofHours(1);

  private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private EventTimes() {}

  static long checked(String field, long millis) throws BadValueException {
    if (millis < EARLIEST || millis > LATEST) {
      throw new BadValueException(
          "%s: %d ms is outside [%d, %d], the years 1 to 9999"
              .formatted(field, millis, EARLIEST, LATEST));
    }
    return millis;
  }

  static long checkedAgainst(String field, long millis, long recordTimeMillis)
      throws BadValueException {
    if (checked(field, millis) - recordTimeMillis > LEAD.toMillis()) {
      throw new BadValueException(
          "%s: %d ms is more than %s ahead of the Kafka record's timestamp %d ms"
              .formatted(field, millis, LEAD, recordTimeMillis));
    }
    return millis;
  }
}
