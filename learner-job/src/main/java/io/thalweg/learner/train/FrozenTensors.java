package io.thalweg.learner.train;

import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.Arrays;
import java.util.List;

/** The parameters that a step leaves alone, whatever its optimizer does. Immutable. */
final class FrozenTensors {
  private final List<Tensor> tensors;

  FrozenTensors(ModelSpec spec) {
    this.tensors = spec.frozenTensors();
  }

  /**
   * How a challenger begins whose network isn't the champion's: by the seed, but for what it never
   * moves, which is the champion's where that has it. Owned by the caller.
   */
  static float[] of(ModelSpec challenger, Candidate champion) {
    float[] out = Initializer.heNormal(challenger);
    List<Tensor> theirs = champion.spec().model().parameterLayout().tensors();
    for (Tensor own : challenger.frozenTensors()) {
      theirs.stream()
          .filter(t -> t.name().equals(own.name()) && t.shape().equals(own.shape()))
          .forEach(
              t ->
                  System.arraycopy(
                      champion.weights().base(), t.offset(), out, own.offset(), own.length()));
    }
    return out;
  }

  /** Takes them out of a gradient, flat, so that neither its norm nor a moment knows of them. */
  void leaveOut(float[] gradient) {
    for (Tensor t : tensors) {
      Arrays.fill(gradient, t.offset(), t.offset() + t.length(), 0);
    }
  }

  /** Puts them back to what they are in {@code base}, which weight decay may have moved. */
  void restore(float[] parameters, float[] base) {
    for (Tensor t : tensors) {
      System.arraycopy(base, t.offset(), parameters, t.offset(), t.length());
    }
  }
}
