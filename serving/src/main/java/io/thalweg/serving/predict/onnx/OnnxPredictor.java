package io.thalweg.serving.predict.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.thalweg.model.ModelSpec;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * An onnxruntime session that computes on the caller's thread. Thread-safe, except that nobody may
 * run it once it is being closed.
 */
final class OnnxPredictor implements Predictor {
  static final String INPUT = "features";
  private static final int SMALLEST = 1 << 12;

  /** 1 MiB: a thread doesn't keep what one large request needed. */
  private static final int LARGEST_KEPT = 1 << 18;

  private static final ThreadLocal<FloatBuffer> DIRECT =
      ThreadLocal.withInitial(() -> FloatBuffer.allocate(0));

  private final OrtSession session;
  private final int width;
  private final String head;
  private final Set<String> outputs;
  private final int columns;

  /** As many as threads have ever been here at once. */
  private final Queue<RowTensors> idle = new ConcurrentLinkedQueue<>();

  private OnnxPredictor(OrtSession session, int width, String head, int columns) {
    this.session = session;
    this.width = width;
    this.head = head;
    this.columns = columns;
    this.outputs = Set.of(head, LOGITS);
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
        return new OnnxPredictor(session, spec.inputWidth(), spec.head().outputName(), outputs);
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
  public Outputs run(float[] dense, int rows) {
    try {
      return rows == 1 ? runOne(dense) : runMany(dense, rows);
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime failed on %d rows".formatted(rows), e);
    }
  }

  /** One row at a time is what a quiet server does, and making tensors is half of its time. */
  private Outputs runOne(float[] dense) throws OrtException {
    RowTensors tensors = idle.poll();
    if (tensors == null) {
      tensors = RowTensors.open(width, columns, INPUT, head);
    }
    try {
      return tensors.run(session, dense);
    } finally {
      idle.add(tensors);
    }
  }

  private Outputs runMany(float[] dense, int rows) throws OrtException {
    FloatBuffer direct = directOf(rows * width);
    direct.put(dense, 0, rows * width).flip();
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), direct, new long[] {rows, width});
        OrtSession.Result result = session.run(Map.of(INPUT, input), outputs)) {
      return new Outputs(values(result, head), values(result, LOGITS));
    }
  }

  /** Empty, with room for so many; onnxruntime copies from buffers on the heap into one like it. */
  private static FloatBuffer directOf(int elements) {
    FloatBuffer buffer = DIRECT.get();
    if (buffer.capacity() < elements || buffer.capacity() > Math.max(elements, LARGEST_KEPT)) {
      buffer =
          ByteBuffer.allocateDirect(Float.BYTES * Math.max(elements, SMALLEST))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      DIRECT.set(buffer);
    }
    return buffer.clear();
  }

  private static float[] values(OrtSession.Result result, String output) {
    return ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer().array();
  }

  @Override
  public void close() {
    idle.forEach(RowTensors::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime cannot close a session", e);
    }
  }
}
