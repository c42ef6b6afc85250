package io.thalweg.model.onnx;

import io.thalweg.model.EngineBlock;
import io.thalweg.model.Images;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.Operations;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.VectorTable.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Nodes of a graph for the operations of a network; a value is the name of what a node puts out.
 * Parameters are in the graph already, under their names. Not thread-safe.
 */
final class OnnxOperations implements Operations<String> {
  private final OnnxGraph graph;
  private final String input;
  private final int width;
  private static final ProtoWriter AXIS_1 = OnnxGraph.integerAttribute("axis", 1);
  private static final ProtoWriter AXIS_0 = OnnxGraph.integerAttribute("axis", 0);
  private static final ProtoWriter AXES_1 = OnnxGraph.integersAttribute("axes", 1);
  private static final ProtoWriter STEPS_FIRST = OnnxGraph.integersAttribute("perm", 2, 0, 1);
  private static final ProtoWriter TO_INT64 = OnnxGraph.integerAttribute("to", 7);
  private static final ProtoWriter LAST_TWO = OnnxGraph.integersAttribute("perm", 0, 2, 1);

  private final Map<Float, String> scalars = new HashMap<>();
  private final Map<String, String> integers = new HashMap<>();
  private final Map<String, String> columns = new HashMap<>();

  /**
   * Over one input.
   *
   * @param width its columns
   */
  OnnxOperations(OnnxGraph graph, String input, int width) {
    this.graph = graph;
    this.input = input;
    this.width = width;
  }

  @Override
  public String input() {
    return input;
  }

  /** Weights are stored (inputs, units), which is what Gemm wants untransposed. */
  @Override
  public String affine(String name, String x, int units, WeightInit init) {
    return graph.node("Gemm", name + ".sums", x, name + ".weight", name + ".bias");
  }

  @Override
  public String activate(String name, Activation function, String x) {
    return switch (function) {
      case RELU -> graph.node("Relu", name, x);
      case TANH -> graph.node("Tanh", name, x);
      case GELU -> gelu(name, x);
      case SILU -> graph.node("Mul", name, x, graph.node("Sigmoid", name + ".gate", x));
    };
  }

  /** x (1 + erf(x / sqrt(2))) / 2: the operator set has the error function, but no Gelu. */
  private String gelu(String name, String x) {
    String half = scalar(0.5f);
    String scaled = graph.node("Mul", name + ".scaled", x, scalar((float) Math.sqrt(0.5)));
    String one = scalar(1f);
    String shifted =
        graph.node("Add", name + ".shifted", graph.node("Erf", name + ".erf", scaled), one);
    String gate = graph.node("Mul", name + ".gate", shifted, half);
    return graph.node("Mul", name, x, gate);
  }

  /** The operator's own axis, the last, and epsilon, 1e-5, are those of the contract. */
  @Override
  public String layerNorm(String name, String x) {
    return graph.node("LayerNormalization", name, x, name + ".scale", name + ".shift");
  }

  @Override
  public String dropout(String name, String x, float rate) {
    return x;
  }

  @Override
  public String add(String name, String a, String b) {
    return graph.node("Add", name, a, b);
  }

  @Override
  public String linear(String name, String x, int units, WeightInit init) {
    return graph.node("MatMul", name + "/sums", x, name + ".weight");
  }

  @Override
  public String multiply(String name, String a, String b) {
    return graph.node("Mul", name, a, b);
  }

  @Override
  public String scale(String name, String x, float factor) {
    return graph.node("Mul", name, x, scalar(factor));
  }

  @Override
  public String gate(String name, String x, float start) {
    return graph.node("Mul", name, x, name + ".gate");
  }

  /** A feature's columns may be asked for by more than one part of a network. */
  @Override
  public String columns(String name, String x, int from, int to) {
    if (from == 0 && to == width && x.equals(input)) {
      return x;
    }
    String known = columns.get(name);
    if (known == null) {
      known = graph.node("Slice", name + "/columns", x, integers(from), integers(to), integers(1));
      columns.put(name, known);
    }
    return known;
  }

  @Override
  public String concat(String name, List<String> parts) {
    return graph.node("Concat", name, AXIS_1, parts.toArray(new String[0]));
  }

  @Override
  public String rowSum(String name, String x) {
    return graph.node("ReduceSum", name, x, integers(1));
  }

  /** Numbers outside of the table, which no encoder makes, are taken for the nearest inside. */
  @Override
  public String lookup(String name, String ids, int rows, int columns, WeightInit init) {
    String flat = graph.node("Reshape", name + "/flat", ids, integers(-1));
    String inside = graph.node("Clip", name + "/inside", flat, scalar(0), scalar(rows - 1f));
    String whole = graph.node("Cast", name + "/whole", TO_INT64, inside);
    return graph.node("Gather", name + "/rows", name + ".table", whole);
  }

  /**
   * Products of the rows and of what each counts, 0 or 1 or its share, of which those that aren't
   * there name row 0. Numbers outside of the table are taken for the nearest inside.
   */
  @Override
  public String bag(String name, String ids, int rows, int columns, Use use, WeightInit init) {
    String inside = graph.node("Clip", name + "/inside", ids, scalar(0), scalar(rows));
    String present = graph.node("Clip", name + "/present", inside, scalar(0), scalar(1));
    String numbers = graph.node("Sub", name + "/numbers", inside, present);
    String whole = graph.node("Cast", name + "/whole", TO_INT64, numbers);
    String vectors = graph.node("Gather", name + "/vectors", name + ".table", whole);
    String share = present;
    if (use == Use.MEAN) {
      String count = graph.node("ReduceSum", name + "/count", present, integers(1));
      String some = graph.node("Max", name + "/some", count, scalar(1));
      share = graph.node("Div", name + "/share", present, some);
    }
    String lying = graph.node("Unsqueeze", name + "/lying", share, integers(1));
    String sums = graph.node("MatMul", name + "/sums", lying, vectors);
    return graph.node("Reshape", name, sums, integers(0, columns));
  }

  @Override
  public String pairwiseDots(String name, List<String> vectors) {
    int n = vectors.size();
    String flat = concat(name + "/flat", vectors);
    // 0 copies the batch's size, -1 is what is left.
    String stacked = graph.node("Reshape", name + "/stacked", flat, integers(0, n, -1));
    String turned = graph.node("Transpose", name + "/turned", LAST_TWO, stacked);
    String dots = graph.node("MatMul", name + "/dots", stacked, turned);
    String all = graph.node("Reshape", name + "/all", dots, integers(0, (long) n * n));
    return graph.node("Gather", name, AXIS_1, all, integers(Operations.pairs(n)));
  }

  @Override
  public String convolution(
      String name, String x, Images images, int filters, Images.Window window, WeightInit init) {
    List<ProtoWriter> attributes = new ArrayList<>(window(window));
    long padding = window.padding();
    attributes.add(OnnxGraph.integersAttribute("pads", padding, padding, padding, padding));
    String maps =
        graph.node(
            "Conv",
            name + "/maps",
            attributes,
            images(name, x, images),
            name + ".weight",
            name + ".bias");
    return flat(name, maps);
  }

  @Override
  public String maxPool(String name, String x, Images images, Images.Window window) {
    return flat(
        name, graph.node("MaxPool", name + "/maps", window(window), images(name, x, images)));
  }

  private static List<ProtoWriter> window(Images.Window window) {
    return List.of(
        OnnxGraph.integersAttribute("kernel_shape", window.size(), window.size()),
        OnnxGraph.integersAttribute("strides", window.stride(), window.stride()));
  }

  /** 0 copies the batch's size. */
  private String images(String name, String x, Images images) {
    String shape = integers(0, images.channels(), images.height(), images.width());
    return graph.node("Reshape", name + "/images", x, shape);
  }

  private String flat(String name, String maps) {
    return graph.node("Reshape", name + "/flat", maps, integers(0, -1));
  }

  /**
   * A first column of the input is 1 in steps that aren't there, and its weight holds the update
   * gate open. ONNX has the update gate's weights before the reset gate's.
   */
  @Override
  public String gru(String name, String x, String present, int steps, int units, WeightInit init) {
    String all = graph.node("Reshape", name + "/present", present, integers(0, -1, steps));
    String some = graph.node("ReduceMax", name + "/some", AXES_1, all);
    String absent = graph.node("Sub", name + "/absent", scalar(1), some);
    String columns = graph.node("Reshape", name + "/columns", x, integers(0, -1, steps));
    String marked = graph.node("Concat", name + "/marked", AXIS_1, absent, columns);
    String input = graph.node("Transpose", name + "/input", STEPS_FIRST, marked);
    float[] hold = new float[3 * units];
    Arrays.fill(hold, 0, units, HOLD);
    String held = graph.constant(name + "/hold", List.of(3 * units, 1), hold, 0);
    String order = graph.integers(name + "/order", updateFirst(units));
    String own = graph.node("Gather", name + "/own", AXIS_0, name + ".input.weight", order);
    String w = graph.node("Concat", name + "/w", AXIS_1, held, own);
    String v = graph.node("Gather", name + "/v", AXIS_0, name + ".state.weight", order);
    String b = graph.node("Gather", name + "/b", AXIS_0, name + ".input.bias", order);
    String c = graph.node("Gather", name + "/c", AXIS_0, name + ".state.bias", order);
    String biases = graph.node("Concat", name + "/biases", AXIS_0, b, c);
    String w1 = oneWay(w, units);
    String v1 = oneWay(v, units);
    String b1 = graph.node("Reshape", biases + "/1", biases, integers(1, 6L * units));
    String states =
        graph.node(
            "GRU",
            name + "/states",
            List.of(
                OnnxGraph.integerAttribute("hidden_size", units),
                OnnxGraph.integerAttribute("linear_before_reset", 1)),
            input,
            w1,
            v1,
            b1);
    String last = graph.node("Gather", name + "/last", AXIS_0, states, integers(steps - 1));
    return graph.node("Reshape", name + "/state", last, integers(-1, units));
  }

  @Override
  public String block(String name, String x, EngineBlock block) {
    return block.export(new BlockNodes(graph, name), x);
  }

  /** The operator wants a dimension for its directions. */
  private String oneWay(String weights, int units) {
    return graph.node("Reshape", weights + "/1", weights, integers(1, 3L * units, -1));
  }

  private static long[] updateFirst(int units) {
    return LongStream.concat(
            LongStream.concat(LongStream.range(units, 2L * units), LongStream.range(0, units)),
            LongStream.range(2L * units, 3L * units))
        .toArray();
  }

  private String integers(long... values) {
    return integers.computeIfAbsent(
        Arrays.toString(values), text -> graph.integers("integers." + text, values));
  }

  private String scalar(float value) {
    return scalars.computeIfAbsent(
        value, v -> graph.constant("constant." + v, List.of(), new float[] {v}, 0));
  }
}
