package io.thalweg.learner.train.strategy;

import java.util.Map;

/**
 * See {@link Regularization.Ewc}. A stream doesn't say beforehand where a regime ends, so the
 * Fisher information of what is being learned is a running mean, as in Chaudhry et al. (2018), of
 * the squared gradients of single rows at their own labels, the last few hundred of them.
 */
final class OnlineEwc implements Regularizer {
  /** What a row's gradient counts for beside those before it. */
  private static final float SHARE = 1f / 512;

  private static final String FISHER = "ewc.fisher";
  private static final String ANCHOR = "ewc.anchor";
  private static final String RUNNING = "ewc.running";
  private static final String WEIGHT = "ewc.weight";

  private final Regularization.Ewc spec;
  private final float[] fisher;
  private final float[] anchor;
  private final float[] running;

  /** Whether there was a consolidation: before it the anchor is nowhere. */
  private boolean anchored;

  /** Of all rows in {@link #running}: below 1 while there are few. */
  private float weight;

  OnlineEwc(Regularization.Ewc spec, int length) {
    this.spec = spec;
    this.fisher = new float[length];
    this.anchor = new float[length];
    this.running = new float[length];
  }

  @Override
  public void addGradient(float[] parameters, float[] gradient) {
    float lambda = (float) spec.lambda();
    for (int i = 0; i < fisher.length; i++) {
      gradient[i] += lambda * fisher[i] * (parameters[i] - anchor[i]);
    }
  }

  @Override
  public double penalty(float[] parameters) {
    double sum = 0;
    for (int i = 0; i < fisher.length; i++) {
      double d = parameters[i] - anchor[i];
      sum += fisher[i] * d * d;
    }
    return spec.lambda() * sum / 2;
  }

  @Override
  public int wantedRows() {
    return spec.rows();
  }

  @Override
  public void rowGradient(float[] gradient) {
    for (int i = 0; i < running.length; i++) {
      running[i] += SHARE * (gradient[i] * gradient[i] - running[i]);
    }
    weight += SHARE * (1 - weight);
  }

  @Override
  public void consolidate(float[] parameters) {
    if (weight == 0) {
      return;
    }
    float gamma = (float) spec.gamma();
    for (int i = 0; i < fisher.length; i++) {
      fisher[i] = gamma * fisher[i] + running[i] / weight;
      anchor[i] = parameters[i];
      running[i] = 0;
    }
    weight = 0;
    anchored = true;
  }

  @Override
  public Map<String, float[]> state() {
    return Map.of(
        FISHER,
        fisher.clone(),
        ANCHOR,
        anchored ? anchor.clone() : new float[0],
        RUNNING,
        running.clone(),
        WEIGHT,
        new float[] {weight});
  }

  @Override
  public void restore(Map<String, float[]> state) {
    Slots.copy(state, FISHER, fisher);
    anchored = Slots.copy(state, ANCHOR, anchor);
    Slots.copy(state, RUNNING, running);
    float[] w = {weight};
    Slots.copy(state, WEIGHT, w);
    weight = w[0];
  }
}
