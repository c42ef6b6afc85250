package io.thalweg.serving.http;

import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.InferAnswer.Output;
import io.thalweg.serving.protocol.binary.BinaryTail;
import io.thalweg.serving.protocol.binary.TensorBytes;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes an answer as JSON, and behind it the outputs that are wanted binary. Stateless. */
final class InferAnswers {
  private static final String BINARY = "application/octet-stream";

  private InferAnswers() {}

  /** What sends the answer. */
  static Runnable write(Exchange exchange, InferAnswer answer) {
    byte[] json = AnswerWriter.outputs(answer);
    List<Output> binary = answer.outputs().stream().filter(Output::binary).toList();
    if (binary.isEmpty()) {
      return () -> exchange.answer(200, json);
    }
    int tail = binary.stream().mapToInt(o -> Float.BYTES * o.valuesView().length).sum();
    ByteBuffer body = ByteBuffer.allocate(json.length + tail).put(json);
    binary.forEach(o -> TensorBytes.write(o.valuesView(), body));
    return () ->
        exchange.answer(
            200,
            BINARY,
            body.array(),
            response -> response.putHeader(BinaryTail.HEADER, Integer.toString(json.length)));
  }
}
