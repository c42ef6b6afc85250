package io.thalweg.learner.train.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.learner.train.Loss;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network's parameters as views of one flat tensor, so that loading the parameters is one copy
 * and nothing is packed or unpacked. On the CPU the tensor's memory is a Java buffer; on a GPU the
 * buffer is copied to it, and what was computed is copied back before it is read. Confined to one
 * thread.
 *
 * <p>The gradient mode of {@link JniUtils} is thread-local; DJL's own {@code GradientCollector} may
 * be open only once in a JVM, which would allow one learner. Every step has a manager of its own:
 * an array that outlives it is a leak.
 */
final class DjlEngine implements GradientEngine {
  private final ModelSpec spec;
  private final Loss loss;
  private final NDManager manager;
  private final ByteBuffer input;
  private final FloatBuffer inputFloats;
  private final ByteBuffer seed;
  private final FloatBuffer seedFloats;
  private final ByteBuffer memory;
  private final FloatBuffer flat;
  private final NDArray all;
  private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();
  private final StepMasks masks;
  private final boolean drops;
  private final float[] trained;
  private final float[] logitGradient;
  private final int outputs;

  DjlEngine(ModelSpec spec, int maxRows, NDManager manager) {
    this.spec = spec;
    this.manager = manager;
    this.loss = Loss.of(spec.head());
    this.outputs = spec.head().outputs();
    this.input = direct(maxRows * spec.inputWidth());
    this.inputFloats = input.asFloatBuffer();
    this.seed = direct(maxRows * outputs);
    this.seedFloats = seed.asFloatBuffer();
    this.logitGradient = new float[maxRows * outputs];
    ParameterLayout layout = spec.parameterLayout();
    this.memory = direct(layout.length());
    this.flat = memory.asFloatBuffer();
    this.all = manager.create(memory, new Shape(layout.length()), DataType.FLOAT32);
    this.masks = new StepMasks(spec.seed());
    this.drops = spec.drops();
    this.trained = new float[drops ? maxRows * outputs : 0];
    for (ParameterLayout.Tensor t : layout.tensors()) {
      long[] shape = t.shape().stream().mapToLong(Integer::longValue).toArray();
      NDArray view = all.get("%d:%d".formatted(t.offset(), t.offset() + t.length()));
      PtNDArray tensor = (PtNDArray) view.reshape(new Shape(shape));
      tensor.setRequiresGradient(true);
      tensors.put(t.name(), tensor);
    }
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
  }

  @Override
  public void load(float[] parameters) {
    // In place: NDArray.set() would replace the storage and leave the views behind.
    flat.put(0, parameters);
    if (onGpu()) {
      boolean before = JniUtils.isGradMode();
      JniUtils.setGradMode(false);
      try (NDManager step = manager.newSubManager()) {
        all.set(new NDIndex(":"), step.create(memory, all.getShape(), DataType.FLOAT32));
      } finally {
        JniUtils.setGradMode(before);
      }
    }
  }

  private boolean onGpu() {
    return manager.getDevice().isGpu();
  }

  @Override
  public void beginStep(long step) {
    masks.beginStep(step);
  }

  @Override
  public void forward(float[] dense, int rows, float[] logits) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    masks.off();
    try (NDManager step = manager.newSubManager()) {
      read(logits(step, dense, rows), rows * outputs, logits, 0);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public double gradient(
      float[] dense, int rows, float[] targets, float[] weights, float[] logits, float[] gradient) {
    return gradient(
        dense, rows, (z, n, dz) -> loss.of(z, targets, weights, n, dz), logits, gradient);
  }

  @Override
  public double gradient(
      float[] dense, int rows, LogitGradient wanted, float[] logits, float[] gradient) {
    // With dropout what is trained isn't what predicts, and scores are of what predicts.
    float[] z = drops ? trained : logits;
    if (drops) {
      forward(dense, rows, logits);
    }
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    masks.on();
    try (NDManager step = manager.newSubManager()) {
      PtNDArray out = logits(step, dense, rows);
      read(out, rows * outputs, z, 0);
      double mean = wanted.of(z, rows, logitGradient);
      seedFloats.put(0, logitGradient, 0, rows * outputs);
      PtNDArray dz =
          (PtNDArray)
              step.create(
                  seed.slice(0, 4 * rows * outputs).order(ByteOrder.nativeOrder()),
                  new Shape(rows, outputs),
                  DataType.FLOAT32);
      JniUtils.backward(out, dz, false, false);
      int offset = 0;
      for (PtNDArray tensor : tensors.values()) {
        int length = Math.toIntExact(tensor.size());
        readGradient(tensor, length, gradient, offset);
        offset += length;
      }
      return mean;
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Of a parameter that no output depends on there is none, which stands for 0. */
  private void readGradient(PtNDArray tensor, int length, float[] gradient, int offset) {
    try (PtNDArray g = JniUtils.getGradient(tensor)) {
      if (g == null) {
        Arrays.fill(gradient, offset, offset + length, 0);
        return;
      }
      read(g, length, gradient, offset);
    }
    JniUtils.zeroGrad(tensor);
  }

  private PtNDArray logits(NDManager step, float[] dense, int rows) {
    int width = spec.inputWidth();
    inputFloats.put(0, dense, 0, rows * width);
    NDArray x =
        step.create(
            input.slice(0, 4 * rows * width).order(ByteOrder.nativeOrder()),
            new Shape(rows, width),
            DataType.FLOAT32);
    return (PtNDArray) spec.logits(new DjlOperations(tensors, x, masks));
  }

  private void read(PtNDArray from, int length, float[] to, int offset) {
    if (onGpu()) {
      try (PtNDArray here = from.toDevice(Device.cpu(), true)) {
        readHere(here, length, to, offset);
      }
    } else {
      readHere(from, length, to, offset);
    }
  }

  private static void readHere(PtNDArray from, int length, float[] to, int offset) {
    ByteBuffer bytes = from.toByteBuffer(true).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().get(0, to, offset, length);
  }

  @Override
  public String description() {
    return "djl-pytorch %s %s, 1 thread, %s"
        .formatted(
            ai.djl.pytorch.engine.PtEngine.getInstance().getVersion(),
            onGpu() ? "gpu" + manager.getDevice().getDeviceId() : "cpu",
            System.getProperty("os.arch"));
  }

  @Override
  public void close() {
    manager.close();
  }
}
