package io.thalweg.serving.feedback;

import io.thalweg.model.Head;

/** An answered row that waits for its label. Immutable: nobody writes to the outputs. */
final class ServedRow {
  private final String model;
  private final long version;
  private final Head head;
  private final String eventId;
  private final long servedAtMillis;
  private final boolean routed;
  private final float[] outputs;

  /**
   * A row.
   *
   * @param head of the version
   * @param routed whether the version was the server's choice, not the request's
   * @param outputs the head's, float32, (head outputs), owned from here on
   */
  ServedRow(
      String model,
      long version,
      Head head,
      String eventId,
      long servedAtMillis,
      boolean routed,
      float[] outputs) {
    this.model = model;
    this.version = version;
    this.head = head;
    this.eventId = eventId;
    this.servedAtMillis = servedAtMillis;
    this.routed = routed;
    this.outputs = outputs;
  }

  String model() {
    return model;
  }

  long version() {
    return version;
  }

  Head head() {
    return head;
  }

  String eventId() {
    return eventId;
  }

  long servedAtMillis() {
    return servedAtMillis;
  }

  boolean isRouted() {
    return routed;
  }

  /** Borrowed. */
  float[] outputs() {
    return outputs;
  }
}
