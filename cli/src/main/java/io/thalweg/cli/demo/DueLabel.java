package io.thalweg.cli.demo;

/**
 * The truth about one event, and when it is known. Immutable.
 *
 * @param key of the record on the labels topic: the event's key
 */
public record DueLabel(String id, String key, int fraud, long atMillis) {
  /** The record's value, by {@link DemoSchemas#LABEL}. */
  public byte[] toBytes() {
    return DemoSchemas.encode(this);
  }
}
