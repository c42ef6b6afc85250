package io.thalweg.serving.http;

import io.thalweg.model.Head;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.List;

/** From an infer request's bytes to its answer's, all of it by one version. Thread-safe. */
final class Inference {
  private final InferRequestReader reader = new InferRequestReader();

  byte[] answer(Servable servable, byte[] body) {
    InferRequest request = reader.read(body);
    List<String> outputs = outputs(servable, request);
    float[] dense = InputEncoder.encode(servable, request);
    float[][] arrays = servable.predictor().run(dense, request.rows(), outputs);
    for (int i = 0; i < arrays.length; i++) {
      requireFinite(outputs.get(i), arrays[i], request.rows());
    }
    List<String> names = request.outputs().isEmpty() ? outputs : request.outputs();
    return AnswerWriter.outputs(servable, request.id(), names, arrays, request.rows());
  }

  /** The graph's names of the outputs that are asked for. */
  private static List<String> outputs(Servable servable, InferRequest request) {
    Head head = servable.spec().head();
    List<String> all = List.of(head.outputName(), Predictor.LOGITS);
    if (request.outputs().isEmpty()) {
      return all;
    }
    List<String> out = new ArrayList<>();
    for (String asked : request.outputs()) {
      String name =
          all.stream()
              .filter(asked::equalsIgnoreCase)
              .findFirst()
              .orElseThrow(
                  () ->
                      RequestException.bad(
                          "output '%s' is unknown, model '%s' has %s"
                              .formatted(asked, servable.spec().name(), all)));
      if (out.contains(name)) {
        throw RequestException.bad("output '%s' is asked for twice".formatted(asked));
      }
      out.add(name);
    }
    return out;
  }

  /** JSON has no other numbers. */
  private static void requireFinite(String output, float[] values, int rows) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw RequestException.bad(
            "row %d: %s is %s, the inputs are too large for float32"
                .formatted(i / (values.length / rows), output, values[i]));
      }
    }
  }
}
