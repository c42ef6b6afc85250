package io.thalweg.serving.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an infer request asks. Immutable.
 *
 * @param inputs at least one, all of as many rows
 * @param outputs asked for, as the client spells them; empty: all
 * @param parameters of the request: strings, {@link Double}s and {@link Boolean}s
 */
public record InferRequest(
    @Nullable String id,
    List<Tensor> inputs,
    List<RequestedOutput> outputs,
    Map<String, Object> parameters) {
  /**
   * Name of the input whose elements are whole events, JSON in the shape of the topic's records.
   */
  public static final String EVENT = "event";

  /** Triton's name of a request's deadline, microseconds. */
  public static final String TIMEOUT = "timeout";

  public InferRequest {
    parameters = Map.copyOf(parameters);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (inputs.isEmpty()) {
      throw RequestException.bad("inputs: want an array of at least one tensor");
    }
    Tensor first = inputs.get(0);
    for (Tensor t : inputs) {
      if (t.rows() != first.rows()) {
        throw RequestException.bad(
            "input '%s' has %d rows, input '%s' has %d"
                .formatted(t.name(), t.rows(), first.name(), first.rows()));
      }
    }
  }

  /**
   * An output that is asked for.
   *
   * @param binary whether its data is wanted behind the JSON
   */
  public record RequestedOutput(String name, boolean binary) {}

  public int rows() {
    return inputs.get(0).rows();
  }

  /** A parameter that is a number; the default where the request has none of that name. */
  public double number(String parameter, double byDefault) {
    Object value = parameters.get(parameter);
    if (value != null && !(value instanceof Double)) {
      throw RequestException.bad(
          "parameter '%s': want a number, found %s".formatted(parameter, value));
    }
    return value == null ? byDefault : (Double) value;
  }
}
