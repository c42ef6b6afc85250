package io.thalweg.client;

import java.util.List;
import java.util.Map;

/**
 * What a server has answered. Immutable.
 *
 * @param version that has answered all rows
 * @param id of the event that the first row is of, row n is of {@code ID/n}: the request's; without
 *     one what the server has made up, empty where it hasn't
 * @param requestId as the server's log has it
 * @param outputs row by row, by name: what the model's head is called, such as {@code probability},
 *     and {@code logits}
 */
public record Prediction(
    String model,
    String version,
    String id,
    String requestId,
    Map<String, List<List<Double>>> outputs) {
  public Prediction {
    outputs = Map.copyOf(outputs);
  }

  /**
   * The values of one row.
   *
   * @throws IllegalArgumentException when there is no such output
   */
  public List<Double> row(String output, int row) {
    List<List<Double>> rows = outputs.get(output);
    if (rows == null) {
      throw new IllegalArgumentException(
          "there is no output '%s', there are %s".formatted(output, outputs.keySet()));
    }
    return rows.get(row);
  }

  /** The first value of the first row, which is all there is of one row with one output. */
  public double value(String output) {
    return row(output, 0).get(0);
  }
}
