package io.thalweg.model;

/** How what an engine computes in its own way is served. */
public interface OnnxExport {
  /**
   * Adds nodes to the served graph.
   *
   * @param x name of the input, float32, (rows, columns)
   * @return name of the output, float32, (rows, outputs)
   */
  String export(GraphNodes graph, String x);
}
