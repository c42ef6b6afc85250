package io.thalweg.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a GraphProto and the ModelProto around it. The numbers are the fields of onnx.proto3;
 * tensors are float32, or int64 where an operator wants whole numbers. Not thread-safe.
 */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final String ML = "ai.onnx.ml";
  private static final int ML_OPERATOR_SET = 2;
  private static final int FLOAT32 = 1;
  private static final int INT64 = 7;
  private static final int ATTRIBUTE_FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_STRING = 3;
  private static final int ATTRIBUTE_FLOATS = 6;
  private static final int ATTRIBUTE_INTS = 7;

  private final ProtoWriter graph = new ProtoWriter();
  private final Set<String> names = new HashSet<>();

  /** Not written yet, because its output may still get another name. */
  private @Nullable Node last;

  private record Node(
      String domain,
      String operator,
      String output,
      List<String> inputs,
      List<ProtoWriter> attributes) {}

  private boolean usesMl;

  OnnxGraph(String name) {
    graph.string(2, name);
  }

  /** Adds a node that is named like its only output, and returns that name. */
  String node(String operator, String output, String... inputs) {
    return add(new Node("", operator, output, List.of(inputs), List.of()));
  }

  /** Adds a node with an attribute. */
  String node(String operator, String output, ProtoWriter attribute, String... inputs) {
    return node(operator, output, List.of(attribute), inputs);
  }

  /** Adds a node with attributes. */
  String node(String operator, String output, List<ProtoWriter> attributes, String... inputs) {
    return add(new Node("", operator, output, List.of(inputs), List.copyOf(attributes)));
  }

  /** Adds a node, of the operators for classical machine learning, that replaces keys by values. */
  String labelEncoder(String output, float[] keys, float[] values, float otherwise, String input) {
    usesMl = true;
    List<ProtoWriter> attributes =
        List.of(
            floatsAttribute("keys_floats", keys),
            floatsAttribute("values_floats", values),
            floatAttribute("default_float", otherwise));
    return add(new Node(ML, "LabelEncoder", output, List.of(input), attributes));
  }

  private static ProtoWriter floatsAttribute(String name, float[] values) {
    ProtoWriter attribute = new ProtoWriter().string(1, name);
    for (float value : values) {
      attribute.float32(7, value);
    }
    return attribute.integer(20, ATTRIBUTE_FLOATS);
  }

  static ProtoWriter integerAttribute(String name, long value) {
    return new ProtoWriter().string(1, name).integer(3, value).integer(20, ATTRIBUTE_INT);
  }

  static ProtoWriter floatAttribute(String name, float value) {
    return new ProtoWriter().string(1, name).float32(2, value).integer(20, ATTRIBUTE_FLOAT);
  }

  static ProtoWriter textAttribute(String name, String value) {
    return new ProtoWriter().string(1, name).string(4, value).integer(20, ATTRIBUTE_STRING);
  }

  static ProtoWriter integersAttribute(String name, long... values) {
    ProtoWriter attribute = new ProtoWriter().string(1, name);
    for (long value : values) {
      attribute.integer(8, value);
    }
    return attribute.integer(20, ATTRIBUTE_INTS);
  }

  private String add(Node node) {
    writeLast();
    last = node;
    return node.output();
  }

  /** Whether this is the output of the node that was added last. */
  boolean endsIn(String output) {
    return last != null && last.output().equals(output);
  }

  /** Gives the node that was added last, of which nobody reads yet, another name. */
  void renameLast(String output) {
    Node node = Objects.requireNonNull(last, "there is no node");
    last = new Node(node.domain(), node.operator(), output, node.inputs(), node.attributes());
  }

  private void writeLast() {
    if (last == null) {
      return;
    }
    ProtoWriter node = new ProtoWriter();
    for (String input : last.inputs()) {
      if (!input.isEmpty() && !names.contains(input)) {
        throw new IllegalArgumentException(
            "node %s reads %s, which the graph doesn't have".formatted(last.output(), input));
      }
    }
    define(last.output());
    last.inputs().forEach(input -> node.string(1, input));
    node.string(2, last.output()).string(3, last.output()).string(4, last.operator());
    last.attributes().forEach(attribute -> node.message(5, attribute));
    if (!last.domain().isEmpty()) {
      node.string(7, last.domain());
    }
    graph.message(1, node);
    last = null;
  }

  private void define(String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "the graph has two values called '%s'; give one another name".formatted(name));
    }
  }

  /** Adds a constant: {@code values[from]} and what follows, row-major, and returns its name. */
  String constant(String name, List<Integer> shape, float[] values, int from) {
    int length = shape.stream().reduce(1, Math::multiplyExact);
    ByteBuffer raw = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values, from, length);
    define(name);
    ProtoWriter tensor = new ProtoWriter();
    for (int dimension : shape) {
      tensor.integer(1, dimension);
    }
    writeLast();
    graph.message(5, tensor.integer(2, FLOAT32).string(8, name).bytes(9, raw.array()));
    return name;
  }

  /** Adds a constant of whole numbers, (values), and returns its name. */
  String integers(String name, long... values) {
    writeLast();
    define(name);
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    graph.message(
        5,
        new ProtoWriter()
            .integer(1, values.length)
            .integer(2, INT64)
            .string(8, name)
            .bytes(9, raw.array()));
    return name;
  }

  /** Declares an input of shape (batch, width). */
  void input(String name, int width) {
    define(name);
    graph.message(11, rows(name, width));
  }

  /** Declares an output of shape (batch, width). */
  void output(String name, int width) {
    writeLast();
    graph.message(12, rows(name, width));
  }

  byte[] toModel() {
    writeLast();
    ProtoWriter model =
        new ProtoWriter()
            .integer(1, IR_VERSION)
            .string(2, "thalweg")
            .message(7, graph)
            .message(8, new ProtoWriter().string(1, "").integer(2, OPERATOR_SET));
    if (usesMl) {
      model.message(8, new ProtoWriter().string(1, ML).integer(2, ML_OPERATOR_SET));
    }
    return model.toBytes();
  }

  private static ProtoWriter rows(String name, int width) {
    ProtoWriter shape =
        new ProtoWriter()
            .message(1, new ProtoWriter().string(2, "batch"))
            .message(1, new ProtoWriter().integer(1, width));
    ProtoWriter tensor = new ProtoWriter().integer(1, FLOAT32).message(2, shape);
    return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensor));
  }
}
