package io.thalweg.serving.predict.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.thalweg.model.ModelSpec;
import io.thalweg.serving.predict.Predictor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An onnxruntime session that computes on the caller's thread. Thread-safe, except that nobody may
 * run it once it is being closed.
 */
final class OnnxPredictor implements Predictor {
  static final String INPUT = "features";

  private final OrtSession session;
  private final int width;

  private OnnxPredictor(OrtSession session, int width) {
    this.session = session;
    this.width = width;
  }

  /**
   * Builds the session.
   *
   * @throws OrtException when the bytes aren't a model that onnxruntime runs
   * @throws IllegalArgumentException when the graph isn't one of this spec
   */
  static OnnxPredictor open(byte[] onnx, ModelSpec spec) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      // Patterns are kept for every batch size that was ever seen.
      options.setMemoryPatternOptimization(false);
      OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx, options);
      try {
        int outputs = spec.head().outputs();
        requireTensor("input", INPUT, session.getInputInfo(), spec.inputWidth());
        requireTensor("output", spec.head().outputName(), session.getOutputInfo(), outputs);
        requireTensor("output", LOGITS, session.getOutputInfo(), outputs);
        return new OnnxPredictor(session, spec.inputWidth());
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    }
  }

  private static void requireTensor(
      String role, String name, Map<String, NodeInfo> infos, int columns) {
    @Nullable NodeInfo info = infos.get(name);
    if (info == null
        || !(info.getInfo() instanceof TensorInfo tensor)
        || !Arrays.equals(tensor.getShape(), new long[] {-1, columns})) {
      throw new IllegalArgumentException(
          "the graph has no %s %s of shape [-1, %d]: found %s"
              .formatted(role, name, columns, info == null ? infos.keySet() : info.getInfo()));
    }
  }

  @Override
  public float[][] run(float[] dense, int rows, List<String> outputs) {
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                FloatBuffer.wrap(dense, 0, rows * width),
                new long[] {rows, width});
        OrtSession.Result result =
            session.run(Map.of(INPUT, input), new LinkedHashSet<>(outputs))) {
      float[][] arrays = new float[outputs.size()][];
      for (int i = 0; i < arrays.length; i++) {
        OnnxTensor output = (OnnxTensor) result.get(outputs.get(i)).orElseThrow();
        arrays[i] = output.getFloatBuffer().array();
      }
      return arrays;
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime failed on %d rows".formatted(rows), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime cannot close a session", e);
    }
  }
}
