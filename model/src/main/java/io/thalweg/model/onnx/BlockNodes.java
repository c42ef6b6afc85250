package io.thalweg.model.onnx;

import io.thalweg.model.GraphNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A part of a graph in which all names begin with that of the part. Not thread-safe. */
final class BlockNodes implements GraphNodes {
  private final OnnxGraph graph;
  private final String block;

  BlockNodes(OnnxGraph graph, String block) {
    this.graph = graph;
    this.block = block;
  }

  @Override
  public String node(
      String operator, String name, Map<String, Object> attributes, String... inputs) {
    List<ProtoWriter> messages = new ArrayList<>();
    new TreeMap<>(attributes).forEach((key, value) -> messages.add(attribute(key, value)));
    return graph.node(operator, block + "/" + name, messages, inputs);
  }

  private static ProtoWriter attribute(String name, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return OnnxGraph.integerAttribute(name, ((Number) value).longValue());
    } else if (value instanceof Float f) {
      return OnnxGraph.floatAttribute(name, f);
    } else if (value instanceof String text) {
      return OnnxGraph.textAttribute(name, text);
    } else if (value instanceof List<?> list
        && list.stream().allMatch(v -> v instanceof Integer || v instanceof Long)) {
      return OnnxGraph.integersAttribute(
          name, list.stream().mapToLong(v -> ((Number) v).longValue()).toArray());
    }
    throw new IllegalArgumentException(
        "the attribute %s of a node is %s, want a whole number, a list of them, a float or a text"
            .formatted(name, value));
  }

  @Override
  public String parameter(String name) {
    return block + "." + name;
  }

  @Override
  public String floats(String name, List<Integer> shape, float... values) {
    return graph.constant(block + "/" + name, shape, values, 0);
  }

  @Override
  public String integers(String name, long... values) {
    return graph.integers(block + "/" + name, values);
  }
}
