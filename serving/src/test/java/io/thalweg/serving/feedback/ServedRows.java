package io.thalweg.serving.feedback;

import io.thalweg.model.Head;

/** Rows of tests. */
final class ServedRows {
  static ServedRow row(
      String model, long version, String eventId, long servedAtMillis, float... outputs) {
    return new ServedRow(model, version, new Head.Binary(), eventId, servedAtMillis, true, outputs);
  }

  private ServedRows() {}
}
