package io.thalweg.model.parameters;

import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Carries parameters between two layouts of one network, of which one is wider in places: of every
 * tensor that both have by name, the elements whose indices both shapes have. Stateless.
 */
public final class Resizing {
  private Resizing() {}

  /**
   * Copies what both layouts have; the rest of {@code to} stays as it is.
   *
   * @throws IllegalArgumentException when a tensor has another number of dimensions in the other
   */
  public static void copy(
      float[] from, ParameterLayout fromLayout, float[] to, ParameterLayout toLayout) {
    Map<String, Tensor> sources = new HashMap<>();
    fromLayout.tensors().forEach(t -> sources.put(t.name(), t));
    for (Tensor target : toLayout.tensors()) {
      Tensor source = sources.get(target.name());
      if (source != null) {
        copy(from, source, to, target);
      }
    }
  }

  /** The part of {@code from} that a narrower layout has. */
  public static float[] cut(float[] from, ParameterLayout fromLayout, ParameterLayout toLayout) {
    float[] to = new float[toLayout.length()];
    copy(from, fromLayout, to, toLayout);
    return to;
  }

  /** Likewise of one tensor. */
  public static void copy(float[] from, Tensor source, float[] to, Tensor target) {
    if (source.shape().size() != target.shape().size()) {
      throw new IllegalArgumentException(
          "%s: shapes %s and %s".formatted(target.name(), source.shape(), target.shape()));
    }
    copy(from, source, source.offset(), to, target, target.offset(), 0);
  }

  private static void copy(
      float[] from, Tensor source, int fromAt, float[] to, Tensor target, int toAt, int dimension) {
    int common = Math.min(source.shape().get(dimension), target.shape().get(dimension));
    if (dimension == source.shape().size() - 1) {
      System.arraycopy(from, fromAt, to, toAt, common);
      return;
    }
    int fromStride = stride(source, dimension);
    int toStride = stride(target, dimension);
    for (int i = 0; i < common; i++) {
      copy(from, source, fromAt + i * fromStride, to, target, toAt + i * toStride, dimension + 1);
    }
  }

  /** Elements from one index of a dimension to the next. */
  private static int stride(Tensor tensor, int dimension) {
    int stride = 1;
    for (int d = dimension + 1; d < tensor.shape().size(); d++) {
      stride *= tensor.shape().get(d);
    }
    return stride;
  }
}
