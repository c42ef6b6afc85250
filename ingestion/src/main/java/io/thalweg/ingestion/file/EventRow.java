package io.thalweg.ingestion.file;

import org.jspecify.annotations.Nullable;

/** A row of a file of events: a record, or why it is none. Immutable. */
public final class EventRow {
  private final long place;
  private final byte @Nullable [] original;
  private final byte @Nullable [] record;
  private final String refusal;

  private EventRow(
      long place, byte @Nullable [] original, byte @Nullable [] record, String refusal) {
    this.place = place;
    this.original = original;
    this.record = record;
    this.refusal = refusal;
  }

  static EventRow of(long place, byte[] original, byte[] record) {
    return new EventRow(place, original, record, "");
  }

  static EventRow refused(long place, byte @Nullable [] original, String reason) {
    return new EventRow(place, original, null, reason);
  }

  /** The line on which it starts, of a container file its number; from 1. */
  public long place() {
    return place;
  }

  /** As it stands in the file, borrowed; null where what stands there is no row. */
  public byte @Nullable [] original() {
    return original;
  }

  /** As on a topic, in the form that {@link EventRows#wire} says, borrowed; null if refused. */
  public byte @Nullable [] record() {
    return record;
  }

  /** Why there is no record. */
  public String refusal() {
    return refusal;
  }
}
