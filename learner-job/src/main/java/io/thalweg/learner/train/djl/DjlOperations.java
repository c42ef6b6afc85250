package io.thalweg.learner.train.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.thalweg.model.EngineBlock;
import io.thalweg.model.Images;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.Operations;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.VectorTable.Use;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A network's operations on tensors, for one pass. What comes of two arrays belongs to the manager
 * of the first, so that one is never a parameter: those outlive the step. Confined to one thread.
 */
final class DjlOperations implements Operations<NDArray> {
  private final Map<String, PtNDArray> parameters;
  private final NDArray input;
  private final StepMasks masks;

  /**
   * A pass.
   *
   * @param input (rows, input width), of the step's manager
   * @param masks none of them when the pass predicts
   */
  DjlOperations(Map<String, PtNDArray> parameters, NDArray input, StepMasks masks) {
    this.parameters = parameters;
    this.input = input;
    this.masks = masks;
  }

  private PtNDArray parameter(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  @Override
  public NDArray input() {
    return input;
  }

  @Override
  public NDArray affine(String name, NDArray x, int units, WeightInit init) {
    return x.matMul(parameter(name + ".weight")).addi(parameter(name + ".bias"));
  }

  @Override
  public NDArray activate(String name, ModelSpec.Activation function, NDArray x) {
    NDList in = new NDList(x);
    NDList out =
        switch (function) {
          case RELU -> Activation.relu(in);
          case TANH -> Activation.tanh(in);
          case GELU -> Activation.gelu(in);
          case SILU -> Activation.swish(in, 1);
        };
    return out.singletonOrThrow();
  }

  @Override
  public NDArray layerNorm(String name, NDArray x) {
    return JniUtils.layerNorm(
        (PtNDArray) x,
        new Shape(x.getShape().get(1)),
        parameter(name + ".scale"),
        parameter(name + ".shift"),
        LAYER_NORM_EPSILON);
  }

  @Override
  public NDArray dropout(String name, NDArray x, float rate) {
    return masks.isOff() ? x : x.mul(masks.next(x, rate));
  }

  @Override
  public NDArray add(String name, NDArray a, NDArray b) {
    return a.add(b);
  }

  @Override
  public NDArray linear(String name, NDArray x, int units, WeightInit init) {
    return x.matMul(parameter(name + ".weight"));
  }

  @Override
  public NDArray multiply(String name, NDArray a, NDArray b) {
    return a.mul(b);
  }

  @Override
  public NDArray scale(String name, NDArray x, float factor) {
    return x.mul(factor);
  }

  @Override
  public NDArray gate(String name, NDArray x, float start) {
    return x.mul(parameter(name + ".gate"));
  }

  @Override
  public NDArray columns(String name, NDArray x, int from, int to) {
    return x.get(new NDIndex(":, {}:{}", from, to));
  }

  @Override
  public NDArray concat(String name, List<NDArray> parts) {
    if (parts.size() == 1) {
      return parts.get(0); // of one array NDArrays makes a copy, which gradients don't come through
    }
    return NDArrays.concat(new NDList(parts), 1);
  }

  @Override
  public NDArray rowSum(String name, NDArray x) {
    return x.sum(new int[] {1}, true);
  }

  @Override
  public NDArray lookup(String name, NDArray ids, int rows, int columns, WeightInit init) {
    NDArray whole = ids.toType(DataType.INT64, false).reshape(-1);
    return JniUtils.embedding((PtNDArray) whole, parameter(name + ".table"), false);
  }

  @Override
  public NDArray bag(String name, NDArray ids, int rows, int columns, Use use, WeightInit init) {
    long batch = ids.getShape().get(0);
    NDArray present = ids.clip(0, 1);
    NDArray whole = ids.sub(present).toType(DataType.INT64, false).reshape(-1);
    NDArray vectors =
        JniUtils.embedding((PtNDArray) whole, parameter(name + ".table"), false)
            .reshape(batch, -1, columns);
    NDArray share =
        use == Use.SUM ? present : present.div(present.sum(new int[] {1}, true).maximum(1));
    return share.expandDims(1).matMul(vectors).reshape(batch, columns);
  }

  @Override
  public NDArray pairwiseDots(String name, List<NDArray> vectors) {
    int n = vectors.size();
    long rows = vectors.get(0).getShape().get(0);
    NDArray stacked = concat(name, vectors).reshape(rows, n, -1);
    NDArray dots = stacked.matMul(stacked.transpose(0, 2, 1)).reshape(rows, (long) n * n);
    long[] pairs = Operations.pairs(n);
    NDArray index = dots.getManager().create(pairs, new Shape(1, pairs.length));
    return dots.gather(index.broadcast(rows, pairs.length), 1);
  }

  @Override
  public NDArray convolution(
      String name, NDArray x, Images images, int filters, Images.Window window, WeightInit init) {
    PtNDArray maps =
        JniUtils.convolution(
            (PtNDArray) images(x, images),
            parameter(name + ".weight"),
            parameter(name + ".bias"),
            square(window.stride()),
            square(window.padding()),
            square(1),
            1);
    return maps.reshape(x.getShape().get(0), -1);
  }

  @Override
  public NDArray maxPool(String name, NDArray x, Images images, Images.Window window) {
    Shape size = square(window.size());
    PtNDArray in = (PtNDArray) images(x, images);
    PtNDArray maps = JniUtils.maxPool(in, size, square(window.stride()), square(0), false);
    return maps.reshape(x.getShape().get(0), -1);
  }

  /**
   * A first column of the input is 1 in steps that aren't there, and its weight holds the update
   * gate open; so the engine's own loop over the steps, one call, leaves the state alone in them.
   */
  @Override
  public NDArray gru(
      String name, NDArray x, NDArray present, int steps, int units, WeightInit init) {
    long rows = x.getShape().get(0);
    NDManager step = x.getManager();
    NDArray some = present.reshape(rows, -1, steps).max(new int[] {1}, true);
    NDArray marked =
        NDArrays.concat(new NDList(some.mul(-1).add(1), x.reshape(rows, -1, steps)), 1);
    float[] gates = new float[3 * units];
    Arrays.fill(gates, units, 2 * units, HOLD);
    NDArray hold = step.create(gates, new Shape(gates.length, 1));
    NDList weights =
        new NDList(
            NDArrays.concat(new NDList(hold, parameter(name + ".input.weight")), 1),
            parameter(name + ".state.weight"),
            parameter(name + ".input.bias"),
            parameter(name + ".state.bias"));
    PtNDArray input = (PtNDArray) marked.transpose(2, 0, 1);
    PtNDArray before = (PtNDArray) step.zeros(new Shape(1, rows, units));
    boolean trains = JniUtils.isGradMode();
    NDList out = JniUtils.gru(input, before, weights, true, 1, 0, trains, false, false);
    return out.get(1).reshape(rows, units);
  }

  @Override
  public NDArray block(String name, NDArray x, EngineBlock block) {
    if (block instanceof DjlBlock own) {
      return own.forward(x, parameter -> parameter(name + "." + parameter));
    }
    throw new IllegalArgumentException(name + " is a block of another engine");
  }

  private static NDArray images(NDArray x, Images images) {
    return x.reshape(x.getShape().get(0), images.channels(), images.height(), images.width());
  }

  private static Shape square(int side) {
    return new Shape(side, side);
  }
}
