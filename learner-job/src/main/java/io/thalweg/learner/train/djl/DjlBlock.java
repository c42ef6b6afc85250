package io.thalweg.learner.train.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.thalweg.model.EngineBlock;
import io.thalweg.model.GraphNodes;
import io.thalweg.model.OnnxExport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A block of a user's class. Its own arrays serve to learn their shapes; what it computes with are
 * the learner's. Thread-safe if the block's forward pass is: the block is made once for each width
 * of its input and changed no more.
 */
final class DjlBlock implements EngineBlock {
  private final String className;
  private final Supplier<Block> instances;
  private final Map<Integer, Shaped> byColumns = new HashMap<>();

  /** A block whose parameters have their shapes. */
  private record Shaped(
      Block block,
      List<Parameter> parameters,
      Map<ai.djl.nn.Parameter, String> names,
      int outputs) {}

  DjlBlock(String className, Supplier<Block> instances) {
    this.className = className;
    this.instances = instances;
  }

  /** An instance, which shows that there can be one. */
  Block make() {
    return instances.get();
  }

  @Override
  public List<Parameter> parameters(int columns) {
    return shaped(columns).parameters();
  }

  @Override
  public int outputs(int columns) {
    return shaped(columns).outputs();
  }

  @Override
  public String export(GraphNodes graph, String x) {
    return ((OnnxExport) make()).export(graph, x);
  }

  private synchronized Shaped shaped(int columns) {
    return byColumns.computeIfAbsent(columns, this::shape);
  }

  private Shaped shape(int columns) {
    Block block = make();
    List<Parameter> parameters = new ArrayList<>();
    IdentityHashMap<ai.djl.nn.Parameter, String> names = new IdentityHashMap<>();
    Shape[] out;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Shape in = new Shape(1, columns);
      block.initialize(manager, DataType.FLOAT32, in);
      out = block.getOutputShapes(new Shape[] {in});
      for (Pair<String, ai.djl.nn.Parameter> p : block.getParameters()) {
        parameters.add(parameter(p.getKey(), p.getValue()));
        names.put(p.getValue(), p.getKey());
      }
    }
    requireNoDropout(block);
    if (out.length != 1 || out[0].dimension() != 2) {
      throw new IllegalArgumentException(
          "%s makes %s of an input of (1, %d), want one matrix of a row"
              .formatted(className, Arrays.toString(out), columns));
    }
    return new Shaped(block, parameters, names, Math.toIntExact(out[0].get(1)));
  }

  /** Weights by the numbers that each output sees (He et al. 2015), scales 1, all else 0. */
  private Parameter parameter(String name, ai.djl.nn.Parameter parameter) {
    if (!parameter.requiresGradient()) {
      throw new IllegalArgumentException(
          "%s has the parameter %s, which no gradient moves; a batch norm can't be learned here"
              .formatted(className, name));
    }
    List<Integer> shape =
        Arrays.stream(parameter.getShape().getShape()).mapToObj(Math::toIntExact).toList();
    int seen = shape.stream().skip(shape.size() > 1 ? 1 : 0).reduce(1, Math::multiplyExact);
    return switch (parameter.getType()) {
      case WEIGHT, OTHER -> new Parameter(name, shape, 0, Math.sqrt(2.0 / seen));
      case GAMMA -> new Parameter(name, shape, 1, 0);
      default -> new Parameter(name, shape, 0, 0);
    };
  }

  /** Its masks come from the engine's generator, which no checkpoint holds. */
  private void requireNoDropout(Block block) {
    if (block instanceof Dropout) {
      throw new IllegalArgumentException(
          "%s has a dropout of the engine, whose masks nobody could draw again; leave it out"
              .formatted(className));
    }
    block.getChildren().values().forEach(this::requireNoDropout);
  }

  /**
   * What it makes of an input.
   *
   * @param parameters by their names within the block
   */
  NDArray forward(NDArray x, Function<String, PtNDArray> parameters) {
    Shaped shaped = shaped(Math.toIntExact(x.getShape().get(1)));
    NDManager step = x.getManager();
    ParameterStore store =
        new ParameterStore(step, false) {
          /**
           * A view that belongs to the step, so that whatever is made of it does, too. A layer
           * without a bias asks for null.
           */
          @Override
          public @Nullable NDArray getValue(
              ai.djl.nn.@Nullable Parameter p, Device device, boolean training) {
            if (p == null) {
              return null;
            }
            String name = Objects.requireNonNull(shaped.names().get(p), p::getName);
            PtNDArray tensor = parameters.apply(name);
            NDArray view = tensor.reshape(tensor.getShape());
            view.attach(step);
            return view;
          }
        };
    return shaped.block().forward(store, new NDList(x), false).singletonOrThrow();
  }
}
