package io.thalweg.model;

import java.util.List;
import java.util.Map;

/**
 * Nodes of the graph that is served: ONNX, operator set 17. Names are those within a part of it and
 * must be unique there; what a method returns is the name that other nodes read. Confined to one
 * thread.
 */
public interface GraphNodes {
  /**
   * A node with one output.
   *
   * @param attributes whole numbers, lists of them, float32 or text
   */
  String node(String operator, String name, Map<String, Object> attributes, String... inputs);

  /** A parameter of the part, by its name. */
  String parameter(String name);

  /** A constant, float32, row-major. */
  String floats(String name, List<Integer> shape, float... values);

  /** A constant, int64, (values). */
  String integers(String name, long... values);
}
