package io.thalweg.learner.train.strategy;

import java.util.Map;
import java.util.function.Consumer;

/**
 * See {@link Regularization.Si}. A parameter's importance is what its own steps have lowered the
 * loss by, {@code -gradient * step} summed up along the way, over the square of how far it came.
 */
final class SynapticIntelligence implements Regularizer {
  private static final String IMPORTANCE = "si.importance";
  private static final String ANCHOR = "si.anchor";
  private static final String PATH = "si.path";
  private static final String BEGUN = "si.begun";

  private final Regularization.Si spec;
  private final float[] importance;
  private final float[] anchor;
  private final float[] path;

  /** Whether the anchor is known: it is where the first step begins. */
  private boolean begun;

  SynapticIntelligence(Regularization.Si spec, int length) {
    this.spec = spec;
    this.importance = new float[length];
    this.anchor = new float[length];
    this.path = new float[length];
  }

  @Override
  public void addGradient(float[] parameters, float[] gradient) {
    float twice = (float) (2 * spec.lambda());
    for (int i = 0; i < importance.length; i++) {
      gradient[i] += twice * importance[i] * (parameters[i] - anchor[i]);
    }
  }

  @Override
  public double penalty(float[] parameters) {
    double sum = 0;
    for (int i = 0; i < importance.length; i++) {
      double d = parameters[i] - anchor[i];
      sum += importance[i] * d * d;
    }
    return spec.lambda() * sum;
  }

  @Override
  public void moved(float[] gradient, float[] before, float[] parameters) {
    if (!begun) {
      begun = true;
      System.arraycopy(before, 0, anchor, 0, anchor.length);
    }
    for (int i = 0; i < path.length; i++) {
      path[i] -= gradient[i] * (parameters[i] - before[i]);
    }
  }

  /** How far they came counts from there. */
  @Override
  public void grown(Consumer<float[]> begin) {
    if (begun) {
      begin.accept(anchor);
    }
  }

  @Override
  public void consolidate(float[] parameters) {
    if (!begun) {
      return;
    }
    float damping = (float) spec.damping();
    for (int i = 0; i < path.length; i++) {
      float came = parameters[i] - anchor[i];
      importance[i] += Math.max(0, path[i]) / (came * came + damping);
      anchor[i] = parameters[i];
      path[i] = 0;
    }
  }

  @Override
  public Map<String, float[]> state() {
    return Map.of(
        IMPORTANCE,
        importance.clone(),
        ANCHOR,
        begun ? anchor.clone() : new float[0],
        PATH,
        path.clone(),
        BEGUN,
        new float[] {begun ? 1 : 0});
  }

  @Override
  public void restore(Map<String, float[]> state) {
    Slots.copy(state, IMPORTANCE, importance);
    Slots.copy(state, ANCHOR, anchor);
    Slots.copy(state, PATH, path);
    float[] b = {begun ? 1 : 0};
    Slots.copy(state, BEGUN, b);
    begun = b[0] > 0;
  }
}
