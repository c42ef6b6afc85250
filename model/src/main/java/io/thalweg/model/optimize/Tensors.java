package io.thalweg.model.optimize;

import io.thalweg.model.parameters.ParameterLayout;
import java.util.List;

/**
 * Where the tensors lie, in plain arrays for the loops of a step, and how each is decayed. Tensor
 * {@code k} is {@code [from(k), to(k))} of the flat vector. Immutable.
 */
final class Tensors {
  private final int[] from;
  private final int[] to;
  private final int[] rows;
  private final boolean[] matrix;
  private final float[] decay;

  Tensors(ParameterLayout layout, WeightDecay weightDecay) {
    List<ParameterLayout.Tensor> tensors = layout.tensors();
    int count = tensors.size();
    this.from = new int[count];
    this.to = new int[count];
    this.rows = new int[count];
    this.matrix = new boolean[count];
    this.decay = new float[count];
    for (int k = 0; k < count; k++) {
      ParameterLayout.Tensor t = tensors.get(k);
      from[k] = t.offset();
      to[k] = t.offset() + t.length();
      matrix[k] = t.shape().size() > 1;
      rows[k] = matrix[k] ? t.shape().get(0) : 1;
      boolean decayed = matrix[k] || weightDecay.of() == WeightDecay.Of.ALL;
      decay[k] = decayed ? weightDecay.factor() : 0;
    }
  }

  int count() {
    return from.length;
  }

  int from(int k) {
    return from[k];
  }

  int to(int k) {
    return to[k];
  }

  /** Whether it has two dimensions or more. */
  boolean isMatrix(int k) {
    return matrix[k];
  }

  /** Its first dimension; 1 of a vector. */
  int rows(int k) {
    return rows[k];
  }

  /** Its other dimensions' product. */
  int columns(int k) {
    return rows[k] == 0 ? 0 : (to[k] - from[k]) / rows[k];
  }

  float decay(int k) {
    return decay[k];
  }

  /** Decoupled decay: p = p - rate decay p. */
  void shrink(float[] parameters, float rate) {
    for (int k = 0; k < from.length; k++) {
      if (decay[k] != 0) {
        float keep = 1 - rate * decay[k];
        for (int i = from[k]; i < to[k]; i++) {
          parameters[i] *= keep;
        }
      }
    }
  }

  /** Decay by the gradient: g = g + decay p. */
  void addDecay(float[] parameters, float[] gradient) {
    for (int k = 0; k < from.length; k++) {
      float factor = decay[k];
      if (factor != 0) {
        for (int i = from[k]; i < to[k]; i++) {
          gradient[i] += factor * parameters[i];
        }
      }
    }
  }
}
