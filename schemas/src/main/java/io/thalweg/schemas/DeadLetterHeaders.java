package io.thalweg.schemas;

/**
 * Record headers of a dead-letter topic. The record's key and value are the original bytes; the
 * headers, UTF-8 text, say where they came from and why they were refused.
 */
public final class DeadLetterHeaders {
  public static final String TOPIC = "thalweg.topic";
  public static final String PARTITION = "thalweg.partition";

  /** The partition of what was a row of a file: its topic is the file, its offset the line. */
  public static final int FILE = -1;

  public static final String OFFSET = "thalweg.offset";

  /** One sentence: rule, value, place. */
  public static final String REASON = "thalweg.reason";

  /** When it was refused, milliseconds since the epoch. */
  public static final String REFUSED_AT = "thalweg.refused-at";

  /**
   * Not of a dead letter but of a record that was sent once more: the letter that it was, as {@code
   * TOPIC/PARTITION@OFFSET}.
   */
  public static final String REPLAYED_FROM = "thalweg.replayed-from";

  private DeadLetterHeaders() {}
}
