package io.thalweg.serving.console;

import org.jspecify.annotations.Nullable;

/**
 * A record that a pipeline refused. Immutable.
 *
 * @param timeMillis when, milliseconds since the epoch
 * @param topic where it was
 * @param partition likewise; below 0 for a row of a file
 * @param offset likewise
 * @param sizeBytes of its value
 * @param head the first of its bytes, printable
 */
public record DeadLetter(
    long timeMillis,
    String topic,
    int partition,
    long offset,
    String reason,
    int sizeBytes,
    String head) {
  private static final int LONGEST_TOPIC = 249;
  private static final int LONGEST_REASON = 500;
  private static final int HEAD_BYTES = 80;

  public DeadLetter {
    topic = Texts.shortened(topic, LONGEST_TOPIC);
    reason = Texts.shortened(reason, LONGEST_REASON);
  }

  /** Of what is on a topic of dead letters. */
  public static DeadLetter of(
      long timeMillis,
      String topic,
      int partition,
      long offset,
      String reason,
      byte @Nullable [] value) {
    byte[] bytes = value == null ? new byte[0] : value;
    return new DeadLetter(
        timeMillis,
        topic,
        partition,
        offset,
        reason,
        bytes.length,
        Texts.printable(bytes, HEAD_BYTES));
  }
}
