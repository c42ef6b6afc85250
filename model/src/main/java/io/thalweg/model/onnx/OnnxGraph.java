package io.thalweg.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Builds a GraphProto and the ModelProto around it. The numbers are the fields of onnx.proto3; only
 * float32 tensors are written. Not thread-safe.
 */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final int FLOAT32 = 1;
  private static final int ATTRIBUTE_INT = 2;

  private final ProtoWriter graph = new ProtoWriter();

  OnnxGraph(String name) {
    graph.string(2, name);
  }

  /** Adds a node that is named like its only output, and returns that name. */
  String node(String operator, String output, String... inputs) {
    graph.message(1, nodeMessage(operator, output, inputs));
    return output;
  }

  /** Adds a softmax over the columns of (batch, width). */
  String softmax(String output, String input) {
    ProtoWriter axis = new ProtoWriter().string(1, "axis").integer(3, 1).integer(20, ATTRIBUTE_INT);
    graph.message(1, nodeMessage("Softmax", output, input).message(5, axis));
    return output;
  }

  /** Adds a constant: {@code values[from]} and what follows, row-major, and returns its name. */
  String constant(String name, List<Integer> shape, float[] values, int from) {
    int length = shape.stream().reduce(1, Math::multiplyExact);
    ByteBuffer raw = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values, from, length);
    ProtoWriter tensor = new ProtoWriter();
    for (int dimension : shape) {
      tensor.integer(1, dimension);
    }
    graph.message(5, tensor.integer(2, FLOAT32).string(8, name).bytes(9, raw.array()));
    return name;
  }

  /** Declares an input of shape (batch, width). */
  void input(String name, int width) {
    graph.message(11, rows(name, width));
  }

  /** Declares an output of shape (batch, width). */
  void output(String name, int width) {
    graph.message(12, rows(name, width));
  }

  byte[] toModel() {
    return new ProtoWriter()
        .integer(1, IR_VERSION)
        .string(2, "thalweg")
        .message(7, graph)
        .message(8, new ProtoWriter().string(1, "").integer(2, OPERATOR_SET))
        .toBytes();
  }

  private static ProtoWriter nodeMessage(String operator, String output, String... inputs) {
    ProtoWriter node = new ProtoWriter();
    for (String input : inputs) {
      node.string(1, input);
    }
    return node.string(2, output).string(3, output).string(4, operator);
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
