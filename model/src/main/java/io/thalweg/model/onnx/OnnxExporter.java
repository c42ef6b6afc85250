package io.thalweg.model.onnx;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.KeyLookup;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.parameters.ParameterLayout;
import java.util.List;

/**
 * The graph of a model. Its input {@code features}, float32, (batch, width), is the dense input as
 * the encoder expands it: not standardized, NaN where a number is missing. The graph standardizes,
 * replaces NaN by 0, runs the network and has two outputs: {@code logits} and the head's own (see
 * {@link Head#outputName()}). Stateless.
 */
public final class OnnxExporter {
  public static final String INPUT = "features";
  public static final String LOGITS = "logits";

  private OnnxExporter() {}

  /**
   * Writes the model.
   *
   * @param parameters in the order of the spec's layout
   * @param mean subtracted from the input's columns, (width)
   * @param scale what the centred columns are multiplied by, (width)
   */
  public static byte[] export(ModelSpec spec, float[] parameters, float[] mean, float[] scale) {
    return export(spec, parameters, mean, scale, new float[0], new float[0], List.of());
  }

  /** Writes the model with all that committed rounds say of its input. */
  public static byte[] export(ModelSpec spec, float[] parameters, Standardization standardization) {
    return export(
        spec,
        parameters,
        standardization.meanView(),
        standardization.scaleView(),
        standardization.lowView(),
        standardization.highView(),
        standardization.lookups());
  }

  /**
   * Writes it.
   *
   * @param low the least number that a column is 1 for, NaN where it has no range, (width) or none
   * @param high above all that it is 1 for, likewise
   */
  private static byte[] export(
      ModelSpec spec,
      float[] parameters,
      float[] mean,
      float[] scale,
      float[] low,
      float[] high,
      List<KeyLookup> lookups) {
    ParameterLayout layout = spec.parameterLayout();
    requireLength("parameters", parameters, layout.length());
    requireLength("mean", mean, spec.inputWidth());
    requireLength("scale", scale, spec.inputWidth());
    OnnxGraph graph = new OnnxGraph(spec.name());
    graph.input(INPUT, spec.inputWidth());
    for (ParameterLayout.Tensor t : layout.tensors()) {
      graph.constant(t.name(), t.shape(), parameters, t.offset());
    }
    String input = standardized(graph, mean, scale);
    if (low.length > 0) {
      requireLength("low", low, spec.inputWidth());
      requireLength("high", high, spec.inputWidth());
      input = graph.node("Add", "encoded", input, ranges(graph, low, high));
    }
    for (KeyLookup lookup : lookups) {
      input = graph.node("Add", at(lookup, "all"), input, known(graph, lookup, mean.length));
    }
    String logits = spec.logits(new OnnxOperations(graph, input, mean.length));
    if (graph.endsIn(logits)) {
      graph.renameLast(LOGITS);
    } else {
      graph.node("Identity", LOGITS, logits);
    }
    head(graph, spec.head());
    graph.output(spec.head().outputName(), spec.head().outputs());
    graph.output(LOGITS, spec.head().outputs());
    return graph.toModel();
  }

  /** The same operations, in the same order, as the learner applies to a batch. */
  private static String standardized(OnnxGraph graph, float[] mean, float[] scale) {
    List<Integer> width = List.of(mean.length);
    String m = graph.constant("standardization.mean", width, mean, 0);
    String s = graph.constant("standardization.scale", width, scale, 0);
    String zero = graph.constant("zero", List.of(), new float[1], 0);
    String scaled = graph.node("Mul", "scaled", graph.node("Sub", "centred", INPUT, m), s);
    return graph.node("Where", "present", graph.node("IsNaN", "missing", scaled), zero, scaled);
  }

  /** 1 where a number is in its column's range, else 0; comparisons with NaN are false. */
  private static String ranges(OnnxGraph graph, float[] low, float[] high) {
    List<Integer> width = List.of(low.length);
    String l = graph.constant("buckets.low", width, low, 0);
    String h = graph.constant("buckets.high", width, high, 0);
    String from = graph.node("GreaterOrEqual", "buckets.from", INPUT, l);
    String to = graph.node("Less", "buckets.to", INPUT, h);
    String inside = graph.node("And", "buckets.inside", from, to);
    return graph.node("Cast", "buckets", OnnxGraph.integerAttribute("to", 1), inside);
  }

  /** What the lookup makes of its column, in its place, and 0 in all others. */
  private static String known(OnnxGraph graph, KeyLookup lookup, int width) {
    long column = lookup.column();
    String from = graph.integers(at(lookup, "from"), column);
    String to = graph.integers(at(lookup, "to"), column + 1);
    String axis = graph.integers(at(lookup, "axis"), 1);
    String keys = graph.node("Slice", at(lookup, "keys"), INPUT, from, to, axis);
    String values =
        graph.labelEncoder(
            at(lookup, "values"),
            lookup.keysView(),
            lookup.valuesView(),
            KeyLookup.OTHERWISE,
            keys);
    float[] place = new float[width];
    place[lookup.column()] = 1;
    String where = graph.constant(at(lookup, "place"), List.of(1, width), place, 0);
    return graph.node("Mul", at(lookup, "placed"), values, where);
  }

  private static String at(KeyLookup lookup, String what) {
    return "vocabulary." + lookup.column() + "." + what;
  }

  private static void head(OnnxGraph graph, Head head) {
    if (head instanceof Head.Binary || head instanceof Head.Multilabel) {
      graph.node("Sigmoid", head.outputName(), LOGITS);
    } else if (head instanceof Head.Multiclass) {
      graph.node("Softmax", head.outputName(), OnnxGraph.integerAttribute("axis", 1), LOGITS);
    } else {
      graph.node("Identity", head.outputName(), LOGITS);
    }
  }

  private static void requireLength(String what, float[] values, int expected) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "%s: length=%d, expected=%d".formatted(what, values.length, expected));
    }
  }
}
