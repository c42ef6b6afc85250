package io.thalweg.learner.train.graph;

import io.thalweg.model.EngineBlock;
import io.thalweg.model.Images;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.Operations;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.VectorTable.Use;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lays a network out as steps, once: parameters first, then their gradients, then each value and
 * its gradient, every one from the beginning of a cache line on. Confined to one thread.
 */
final class GraphBuilder implements Operations<Value> {
  private static final int ALIGNED = Memory.LINE / Float.BYTES;

  private final int maxRows;
  private final int parameters;
  private final int gradients;
  private final Map<String, Parameter> byName = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Value input;
  private long length;
  private int widest;
  private int dropouts;

  private GraphBuilder(ModelSpec spec, int maxRows) {
    this.maxRows = maxRows;
    ParameterLayout layout = spec.parameterLayout();
    this.parameters = layout.length();
    reserve(parameters);
    this.gradients = reserve(parameters);
    for (Tensor t : layout.tensors()) {
      byName.put(t.name(), new Parameter(t.offset(), gradients + t.offset()));
    }
    this.input = Value.given(spec.inputWidth(), matrix(spec.inputWidth()));
  }

  /**
   * The steps of a network.
   *
   * @throws UnsupportedNetworkException where there is no step for what it is made of, or no room
   */
  static Graph build(ModelSpec spec, int maxRows) {
    GraphBuilder on = new GraphBuilder(spec, maxRows);
    Value output = output(spec, on);
    List<Step> needed = Graph.needed(on.steps, output);
    return new Graph(
        on.parameters,
        on.gradients,
        on.input,
        output,
        needed,
        Math.toIntExact(on.length),
        on.widest,
        spec.seed());
  }

  private static Value output(ModelSpec spec, GraphBuilder on) {
    try {
      return spec.logits(on);
    } catch (IllegalArgumentException e) {
      // What is thrown within a user's network comes wrapped.
      if (e.getCause() instanceof UnsupportedNetworkException unsupported) {
        throw unsupported;
      }
      throw e;
    }
  }

  /** The place of so many floats. */
  private int reserve(long floats) {
    long at = length;
    length += (floats + ALIGNED - 1) / ALIGNED * ALIGNED;
    if (length > Memory.MAX_FLOATS) {
      throw new UnsupportedNetworkException(
          "it needs more than the %d numbers that find room in one buffer"
              .formatted(Memory.MAX_FLOATS));
    }
    return (int) at;
  }

  private int matrix(int columns) {
    widest = Math.max(widest, columns);
    return reserve((long) maxRows * columns);
  }

  private Parameter parameter(String name) {
    return Objects.requireNonNull(byName.get(name), name);
  }

  /** What comes of parameters. */
  private Value computed(int columns) {
    return Value.computed(columns, matrix(columns), matrix(columns));
  }

  /** What comes of values alone: given if all of them are. */
  private Value of(int columns, List<Value> inputs) {
    boolean given = inputs.stream().allMatch(Value::isGiven);
    return given ? Value.given(columns, matrix(columns)) : computed(columns);
  }

  private Value then(Step step) {
    steps.add(step);
    return step.output();
  }

  @Override
  public Value input() {
    return input;
  }

  @Override
  public Value affine(String name, Value x, int units, WeightInit init) {
    Parameter weight = parameter(name + ".weight");
    return then(new Affine(x, computed(units), weight, parameter(name + ".bias")));
  }

  @Override
  public Value linear(String name, Value x, int units, WeightInit init) {
    return then(new Linear(x, computed(units), parameter(name + ".weight")));
  }

  @Override
  public Value activate(String name, ModelSpec.Activation function, Value x) {
    return elementwise(x, Functions.of(function));
  }

  @Override
  public Value scale(String name, Value x, float factor) {
    return elementwise(x, new Scaling(factor));
  }

  private Value elementwise(Value x, Function function) {
    return then(new Elementwise(x, of(x.columns(), List.of(x)), function));
  }

  @Override
  public Value layerNorm(String name, Value x) {
    Parameter scale = parameter(name + ".scale");
    Parameter shift = parameter(name + ".shift");
    return then(new LayerNorm(x, computed(x.columns()), scale, shift, maxRows));
  }

  @Override
  public Value dropout(String name, Value x, float rate) {
    Value y = of(x.columns(), List.of(x));
    return then(new Dropout(x, y, matrix(x.columns()), rate, dropouts++));
  }

  @Override
  public Value add(String name, Value a, Value b) {
    return then(new Sum(a, b, of(a.columns(), List.of(a, b))));
  }

  @Override
  public Value multiply(String name, Value a, Value b) {
    return then(new Product(a, b, of(a.columns(), List.of(a, b))));
  }

  @Override
  public Value gate(String name, Value x, float start) {
    return then(new Gate(x, computed(x.columns()), parameter(name + ".gate")));
  }

  @Override
  public Value columns(String name, Value x, int from, int to) {
    return then(new Columns(x, of(to - from, List.of(x)), from));
  }

  @Override
  public Value concat(String name, List<Value> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int columns = parts.stream().mapToInt(Value::columns).sum();
    return then(new Concat(List.copyOf(parts), of(columns, parts)));
  }

  @Override
  public Value rowSum(String name, Value x) {
    return then(new RowSum(x, of(1, List.of(x))));
  }

  @Override
  public Value lookup(String name, Value ids, int rows, int columns, WeightInit init) {
    if (!ids.isGiven()) {
      throw new UnsupportedNetworkException(name + " looks up what the network has computed");
    }
    return then(new Lookup(ids, computed(columns), parameter(name + ".table"), rows, maxRows));
  }

  @Override
  public Value bag(String name, Value ids, int rows, int columns, Use use, WeightInit init) {
    if (!ids.isGiven()) {
      throw new UnsupportedNetworkException(name + " looks up what the network has computed");
    }
    return then(new Bag(ids, computed(columns), parameter(name + ".table"), rows, use, maxRows));
  }

  @Override
  public Value pairwiseDots(String name, List<Value> vectors) {
    int n = vectors.size();
    return then(new PairwiseDots(List.copyOf(vectors), of(n * (n - 1) / 2, vectors)));
  }

  @Override
  public Value convolution(
      String name, Value x, Images images, int filters, Images.Window window, WeightInit init) {
    throw new UnsupportedNetworkException(name + " is a convolution");
  }

  @Override
  public Value maxPool(String name, Value x, Images images, Images.Window window) {
    throw new UnsupportedNetworkException(name + " is a pool of images");
  }

  @Override
  public Value gru(String name, Value x, Value present, int steps, int units, WeightInit init) {
    throw new UnsupportedNetworkException(name + " is a recurrent unit");
  }

  @Override
  public Value block(String name, Value x, EngineBlock block) {
    throw new UnsupportedNetworkException(name + " is a block of another engine");
  }
}
