package io.thalweg.model.onnx;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.Operations;
import io.thalweg.model.WeightInit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes of a graph for the operations of a network; a value is the name of what a node puts out.
 * Parameters are in the graph already, under their names. Not thread-safe.
 */
final class OnnxOperations implements Operations<String> {
  private final OnnxGraph graph;
  private final String input;
  private final Map<Float, String> scalars = new HashMap<>();

  OnnxOperations(OnnxGraph graph, String input) {
    this.graph = graph;
    this.input = input;
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

  private String scalar(float value) {
    return scalars.computeIfAbsent(
        value, v -> graph.constant("constant." + v, List.of(), new float[] {v}, 0));
  }
}
