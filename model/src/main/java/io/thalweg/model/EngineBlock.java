package io.thalweg.model;

import java.util.List;

/** A part of a network that an engine computes in its own way. Thread-safe. */
public interface EngineBlock extends OnnxExport {
  /**
   * A parameter and how it begins: normal, or all equal where the deviation is 0.
   *
   * @param name within the block
   */
  record Parameter(String name, List<Integer> shape, float mean, double deviation) {
    public Parameter {
      shape = List.copyOf(shape);
    }
  }

  /** In an order that is always the same, for an input of so many columns. */
  List<Parameter> parameters(int columns);

  /** Columns of its output. */
  int outputs(int columns);
}
