package io.thalweg.serving.predict.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * Tensors of one row, the input's and the outputs', that run after run reads and writes in place.
 * Used by one thread at a time.
 */
final class RowTensors implements AutoCloseable {
  private final FloatBuffer input;
  private final FloatBuffer head;
  private final FloatBuffer logits;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  private RowTensors(int width, int columns, String inputName, String headName)
      throws OrtException {
    this.input = direct(width);
    this.head = direct(columns);
    this.logits = direct(columns);
    this.inputs = Map.of(inputName, tensor(input));
    this.outputs = Map.of(headName, tensor(head), Predictor.LOGITS, tensor(logits));
  }

  static RowTensors open(int width, int columns, String inputName, String headName)
      throws OrtException {
    return new RowTensors(width, columns, inputName, headName);
  }

  private static FloatBuffer direct(int elements) {
    return ByteBuffer.allocateDirect(Float.BYTES * elements)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static OnnxTensor tensor(FloatBuffer buffer) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), buffer, new long[] {1, buffer.capacity()});
  }

  /**
   * Computes one row.
   *
   * @param dense float32, the first row of it counts
   */
  Outputs run(OrtSession session, float[] dense) throws OrtException {
    input.put(0, dense, 0, input.capacity());
    session.run(inputs, Set.of(), outputs).close();
    return new Outputs(copy(head), copy(logits));
  }

  private static float[] copy(FloatBuffer buffer) {
    float[] out = new float[buffer.capacity()];
    buffer.get(0, out);
    return out;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
