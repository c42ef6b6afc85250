package io.thalweg.model;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.feature.VectorTable.Use;
import io.thalweg.model.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parameters that a network mentions, in order, and how they begin. A value stands for its
 * number of columns. Confined to one thread.
 */
final class Declarations implements Operations<Integer> {
  /**
   * How a tensor begins.
   *
   * @param mean of its elements
   * @param deviation of normal ones; 0 for all equal
   */
  record Start(float mean, double deviation) {}

  private static final Start ZERO = new Start(0, 0);
  private static final Start ONE = new Start(1, 0);

  private final int inputWidth;
  private final Start headBias;
  private final ParameterLayout.Builder layout = ParameterLayout.builder();
  private final List<Start> starts = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private boolean drops;

  Declarations(int inputWidth) {
    this(inputWidth, 0);
  }

  private Declarations(int inputWidth, float headBias) {
    this.inputWidth = inputWidth;
    this.headBias = new Start(headBias, 0);
  }

  static Declarations of(ModelSpec spec) {
    return of(spec, 0);
  }

  /**
   * Where the first predictions are to be others.
   *
   * @param headBias that of layers which begin as {@link WeightInit#ofHead}
   */
  static Declarations of(ModelSpec spec, float headBias) {
    Declarations out = new Declarations(spec.inputWidth(), headBias);
    int columns = spec.architecture().logits(out, spec.features(), spec.head().outputs());
    if (columns != spec.head().outputs()) {
      throw refused(
          spec.name(),
          "the network has %d outputs, the head wants %d"
              .formatted(columns, spec.head().outputs()));
    }
    return out;
  }

  ParameterLayout layout() {
    return layout.build();
  }

  /** One for each tensor of the layout. */
  List<Start> starts() {
    return starts;
  }

  boolean drops() {
    return drops;
  }

  private void declare(String name, Start start, Integer... shape) {
    if (!names.add(name)) {
      throw refused(name, "two parameters have this name");
    }
    layout.add(name, shape);
    starts.add(start);
  }

  @Override
  public Integer input() {
    return inputWidth;
  }

  @Override
  public Integer affine(String name, Integer x, int units, WeightInit init) {
    declare(name + ".weight", new Start(0, init.deviation(x, units)), x, units);
    declare(name + ".bias", init == WeightInit.HEAD ? headBias : ZERO, units);
    return units;
  }

  @Override
  public Integer activate(String name, Activation function, Integer x) {
    return x;
  }

  @Override
  public Integer layerNorm(String name, Integer x) {
    declare(name + ".scale", ONE, x);
    declare(name + ".shift", ZERO, x);
    return x;
  }

  @Override
  public Integer dropout(String name, Integer x, float rate) {
    drops = true;
    return x;
  }

  @Override
  public Integer add(String name, Integer a, Integer b) {
    if (!a.equals(b)) {
      throw refused(name, "%d and %d columns, want as many of both".formatted(a, b));
    }
    return a;
  }

  @Override
  public Integer linear(String name, Integer x, int units, WeightInit init) {
    declare(name + ".weight", new Start(0, init.deviation(x, units)), x, units);
    return units;
  }

  @Override
  public Integer multiply(String name, Integer a, Integer b) {
    return add(name, a, b);
  }

  @Override
  public Integer scale(String name, Integer x, float factor) {
    return x;
  }

  @Override
  public Integer gate(String name, Integer x, float start) {
    declare(name + ".gate", new Start(start, 0), 1);
    return x;
  }

  @Override
  public Integer columns(String name, Integer x, int from, int to) {
    if (from < 0 || from >= to || to > x) {
      throw refused(name, "columns %d to %d, want some of the %d".formatted(from, to, x));
    }
    return to - from;
  }

  @Override
  public Integer concat(String name, List<Integer> parts) {
    requireSome(name, parts, 1);
    return parts.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public Integer rowSum(String name, Integer x) {
    return 1;
  }

  @Override
  public Integer lookup(String name, Integer ids, int rows, int columns, WeightInit init) {
    if (ids != 1) {
      throw refused(name, "ids of %d columns, want 1".formatted(ids));
    }
    declare(name + ".table", new Start(0, init.deviation(rows, columns)), rows, columns);
    return columns;
  }

  @Override
  public Integer bag(String name, Integer ids, int rows, int columns, Use use, WeightInit init) {
    if (use == Use.ONE) {
      throw refused(name, "a bag is a sum or a mean");
    }
    declare(name + ".table", new Start(0, init.deviation(rows, columns)), rows, columns);
    return columns;
  }

  @Override
  public Integer pairwiseDots(String name, List<Integer> vectors) {
    requireSome(name, vectors, 2);
    vectors.forEach(v -> add(name, vectors.get(0), v));
    return vectors.size() * (vectors.size() - 1) / 2;
  }

  @Override
  public Integer convolution(
      String name, Integer x, Images images, int filters, Images.Window window, WeightInit init) {
    Images sums = seen(name, x, images, window, filters);
    int seen = images.channels() * window.size() * window.size();
    Start start = new Start(0, init.deviation(seen, filters));
    declare(name + ".weight", start, filters, images.channels(), window.size(), window.size());
    declare(name + ".bias", ZERO, filters);
    return sums.columns();
  }

  @Override
  public Integer maxPool(String name, Integer x, Images images, Images.Window window) {
    if (window.padding() > 0) {
      throw refused(name, "a padding of %d, want none in a pool".formatted(window.padding()));
    }
    return seen(name, x, images, window, images.channels()).columns();
  }

  /** What a window makes of the images in x. */
  private static Images seen(
      String name, int x, Images images, Images.Window window, int newChannels) {
    if (x != images.columns()) {
      throw refused(
          name,
          "%d columns, %d channels of %d x %d have %d"
              .formatted(x, images.channels(), images.height(), images.width(), images.columns()));
    }
    try {
      return images.through(window, newChannels);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Integer gru(
      String name, Integer x, Integer present, int steps, int units, WeightInit init) {
    for (int columns : List.of(x, present)) {
      if (steps < 1 || columns % steps != 0) {
        throw refused(
            name, "%d columns, want as many in each of %d steps".formatted(columns, steps));
      }
    }
    int columns = x / steps;
    int sums = Math.multiplyExact(3, units);
    declare(name + ".input.weight", new Start(0, init.deviation(columns, units)), sums, columns);
    declare(name + ".input.bias", ZERO, sums);
    declare(name + ".state.weight", new Start(0, init.deviation(units, units)), sums, units);
    declare(name + ".state.bias", ZERO, sums);
    return units;
  }

  @Override
  public Integer block(String name, Integer x, EngineBlock block) {
    for (EngineBlock.Parameter p : block.parameters(x)) {
      Start start = new Start(p.mean(), p.deviation());
      declare(name + "." + p.name(), start, p.shape().toArray(new Integer[0]));
    }
    return block.outputs(x);
  }

  private static void requireSome(String name, List<Integer> values, int atLeast) {
    if (values.size() < atLeast) {
      throw refused(name, "of %d values, want at least %d".formatted(values.size(), atLeast));
    }
  }

  private static IllegalArgumentException refused(String name, String rule) {
    return new IllegalArgumentException(name + ": " + rule);
  }
}
