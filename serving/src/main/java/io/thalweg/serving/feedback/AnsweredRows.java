package io.thalweg.serving.feedback;

import io.thalweg.model.Head;
import io.thalweg.schemas.ServedPrediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one answer, copied. Immutable: nobody writes to the arrays. */
final class AnsweredRows {
  private final String id;
  private final String model;
  private final long version;
  private final Head head;
  private final int rows;
  private final long servedAtMillis;
  private final long latencyMicros;
  private final boolean routed;
  private final float[] outputs;
  private final float[] logits;
  private final float @Nullable [] features;

  /**
   * Rows of a request.
   *
   * @param head of the version
   * @param routed whether the version was the server's choice, not the request's
   * @param outputs the head's, float32, (rows, head outputs), owned from here on; so are the others
   * @param logits float32, (rows, head outputs)
   * @param features float32, (rows, width); null where they aren't kept
   */
  AnsweredRows(
      String id,
      String model,
      long version,
      Head head,
      int rows,
      long servedAtMillis,
      long latencyMicros,
      boolean routed,
      float[] outputs,
      float[] logits,
      float @Nullable [] features) {
    this.id = id;
    this.model = model;
    this.version = version;
    this.head = head;
    this.rows = rows;
    this.servedAtMillis = servedAtMillis;
    this.latencyMicros = latencyMicros;
    this.routed = routed;
    this.outputs = outputs;
    this.logits = logits;
    this.features = features;
  }

  String model() {
    return model;
  }

  int rows() {
    return rows;
  }

  long latencyMicros() {
    return latencyMicros;
  }

  /** What waits for the label of a row's event. */
  ServedRow served(int row) {
    return new ServedRow(
        model,
        version,
        head,
        ServedPrediction.eventId(id, row),
        servedAtMillis,
        routed,
        Arrays.copyOfRange(outputs, from(outputs, row), from(outputs, row + 1)));
  }

  /** What is sent of a row. */
  ServedPrediction prediction(int row) {
    return new ServedPrediction(
        id,
        row,
        model,
        version,
        servedAtMillis,
        boxed(logits, row),
        features == null ? null : boxed(features, row),
        latencyMicros);
  }

  private List<Float> boxed(float[] of, int row) {
    int end = from(of, row + 1);
    List<Float> out = new ArrayList<>(end - from(of, row));
    for (int i = from(of, row); i < end; i++) {
      out.add(of[i]);
    }
    return out;
  }

  private int from(float[] of, int row) {
    return of.length / rows * row;
  }
}
