package io.thalweg.ingestion.flink;

import java.util.Arrays;

/** What a server has answered of an event. Immutable: nobody writes to the logits. */
final class ServedLogits {
  private final String id;
  private final float[] logits;

  /**
   * An answer.
   *
   * @param id the event's
   * @param logits float32, (outputs), owned from here on
   */
  ServedLogits(String id, float[] logits) {
    this.id = id;
    this.logits = logits;
  }

  String id() {
    return id;
  }

  /** Borrowed. */
  float[] logits() {
    return logits;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ServedLogits other
        && id.equals(other.id)
        && Arrays.equals(logits, other.logits);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + Arrays.hashCode(logits);
  }

  @Override
  public String toString() {
    return "ServedLogits[id=%s, logits=%s]".formatted(id, Arrays.toString(logits));
  }
}
