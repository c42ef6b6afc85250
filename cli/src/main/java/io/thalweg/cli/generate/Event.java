package io.thalweg.cli.generate;

import java.util.Optional;

/** A record, and the label that belongs to it. Immutable but for its bytes. */
public final class Event {
  private final String key;
  private final long atMillis;
  private final byte[] value;
  private final boolean bad;
  private final Optional<Label> label;

  Event(String key, long atMillis, byte[] value, boolean bad, Optional<Label> label) {
    this.key = key;
    this.atMillis = atMillis;
    this.value = value;
    this.bad = bad;
    this.label = label;
  }

  /** The record's key. */
  String key() {
    return key;
  }

  /** Event time. */
  long atMillis() {
    return atMillis;
  }

  /** The record's value, borrowed. */
  byte[] value() {
    return value;
  }

  /** Whether nobody can learn from it. */
  boolean isBad() {
    return bad;
  }

  /** Present where labels come later and the record is good. */
  Optional<Label> label() {
    return label;
  }

  /** What is found out about an event. Immutable but for its bytes. */
  public static final class Label {
    private final long atMillis;
    private final byte[] value;

    Label(long atMillis, byte[] value) {
      this.atMillis = atMillis;
      this.value = value;
    }

    /** When, in event time. */
    long atMillis() {
      return atMillis;
    }

    /** The record's value, borrowed. */
    byte[] value() {
      return value;
    }
  }
}
