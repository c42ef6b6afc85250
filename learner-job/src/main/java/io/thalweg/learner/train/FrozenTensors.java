package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters that a step leaves alone, whatever its optimizer does: what the model says, and
 * experts that aren't chosen. Confined to one thread.
 */
final class FrozenTensors {
  private final List<Tensor> always;
  private final RoutedExperts experts;

  FrozenTensors(ModelSpec spec, RoutedExperts experts) {
    this.always = spec.frozenTensors();
    this.experts = experts;
  }

  /**
   * How a challenger begins whose network isn't the champion's: by the seed, but for what it never
   * moves, which is the champion's where that has it. Owned by the caller.
   */
  static float[] of(CandidateSpec spec, Candidate champion) {
    ModelSpec challenger = spec.model();
    float[] out = spec.training().negatives().initial(challenger);
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
    always.forEach(t -> leaveOut(t, gradient));
    experts.resting().forEach(t -> leaveOut(t, gradient));
  }

  private static void leaveOut(Tensor t, float[] gradient) {
    Arrays.fill(gradient, t.offset(), t.offset() + t.length(), 0);
  }

  /** Puts them back to what they are in {@code base}, which weight decay may have moved. */
  void restore(float[] parameters, float[] base) {
    always.forEach(t -> restore(t, parameters, base));
    experts.resting().forEach(t -> restore(t, parameters, base));
  }

  private static void restore(Tensor t, float[] parameters, float[] base) {
    System.arraycopy(base, t.offset(), parameters, t.offset(), t.length());
  }
}
