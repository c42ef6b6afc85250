package io.thalweg.cli.features;

import io.thalweg.ingestion.decode.RecordHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event as it comes, or why it can't. Immutable but for its bytes. */
public final class RawEvent {
  private final String place;
  private final byte @Nullable [] value;
  private final long timeMillis;
  private final Optional<String> fault;

  private final RecordHeaders headers;

  private RawEvent(
      String place,
      byte @Nullable [] value,
      RecordHeaders headers,
      long timeMillis,
      Optional<String> fault) {
    this.place = place;
    this.value = value;
    this.headers = headers;
    this.timeMillis = timeMillis;
    this.fault = fault;
  }

  /**
   * A record's value.
   *
   * @param place where it stands
   * @param timeMillis the record's timestamp
   */
  static RawEvent of(
      String place, byte @Nullable [] value, RecordHeaders headers, long timeMillis) {
    return new RawEvent(place, value, headers, timeMillis, Optional.empty());
  }

  /** What can't be made a record. */
  static RawEvent broken(String fault) {
    return new RawEvent(fault, null, RecordHeaders.NONE, 0, Optional.of(fault));
  }

  String place() {
    return place;
  }

  /** Borrowed; null for a tombstone. */
  byte @Nullable [] value() {
    return value;
  }

  RecordHeaders headers() {
    return headers;
  }

  long timeMillis() {
    return timeMillis;
  }

  /** One line with the place in it. */
  public Optional<String> fault() {
    return fault;
  }
}
