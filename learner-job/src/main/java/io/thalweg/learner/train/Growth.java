package io.thalweg.learner.train;

import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.parameters.Resizing;
import org.jspecify.annotations.Nullable;

/**
 * How a head grows. The flat parameters have room for every output that it may come to have; those
 * of outputs that aren't there are 0, and so is all that belongs to them: gradients, deltas,
 * moments. A rank whose fresh rows name such a class puts their number into the next round, and the
 * sums say, on all ranks alike, how many outputs there are after it. New ones begin by the seed.
 * Immutable.
 */
final class Growth {
  /** Of a model whose head stays as it is. */
  static final Growth NONE = new Growth(null);

  private final @Nullable ModelSpec spec;

  private Growth(@Nullable ModelSpec spec) {
    this.spec = spec;
  }

  static Growth of(ModelSpec spec) {
    return spec.head().outputs() > spec.head().outputsAtStart() ? new Growth(spec) : NONE;
  }

  /** Numbers that a round carries for it: of each class, the rows that wait for it. */
  int width() {
    return spec == null ? 0 : spec.head().outputs();
  }

  int outputsAtStart() {
    return spec == null ? 0 : spec.head().outputsAtStart();
  }

  /** What a rank puts into a round. */
  float[] wanted(FreshRows fresh, int outputs) {
    float[] counts = new float[width()];
    for (int i = 0; i < fresh.size() && counts.length > 0; i++) {
      int label = (int) fresh.label(i);
      counts[label] += label >= outputs ? 1 : 0;
    }
    return counts;
  }

  /** How many outputs there are after a round: up to the last class that a row waits for. */
  int after(int outputs, float[] reduced, int at) {
    int next = outputs;
    for (int c = outputs; c < width(); c++) {
      next = reduced[at + c] > 0 ? c + 1 : next;
    }
    return next;
  }

  /** Makes 0 of what belongs to outputs that aren't there. */
  float[] limited(float[] parameters, int outputs) {
    if (spec == null) {
      return parameters.clone();
    }
    float[] out = new float[parameters.length];
    begin(spec, parameters, 0, outputs, out);
    return out;
  }

  /** Lets new outputs begin by the seed, in parameters or in what is compared with them. */
  void begin(int before, int after, float[] parameters) {
    if (spec != null && after > before) {
      begin(spec, Initializer.heNormal(spec), before, after, parameters);
    }
  }

  private static void begin(ModelSpec spec, float[] by, int before, int after, float[] parameters) {
    ParameterLayout all = spec.parameterLayout();
    ParameterLayout now = spec.ofOutputs(after).parameterLayout();
    float[] grown = Resizing.cut(by, all, now);
    if (before > 0) {
      ParameterLayout then = spec.ofOutputs(before).parameterLayout();
      Resizing.copy(Resizing.cut(parameters, all, then), then, grown, now);
    }
    Resizing.copy(grown, now, parameters, all);
  }
}
