package io.thalweg.learner.train.strategy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * See {@link Regularization.Si}. A parameter's importance is what its own steps have lowered the
 * loss by, {@code -gradient * step} summed up along the way, over the square of how far it came.
 * The gradient is the mean of those that the step went down.
 */
final class SynapticIntelligence implements Regularizer {
  private static final String IMPORTANCE = "si.importance";
  private static final String ANCHOR = "si.anchor";
  private static final String PATH = "si.path";
  private static final String BEGUN = "si.begun";
  private static final String WAITING_SUM = "si.waiting.sum";
  private static final String WAITING = "si.waiting";

  private final Regularization.Si spec;
  private final float[] importance;
  private final float[] anchor;
  private final float[] path;

  /** Of the gradients that no step was made for yet; empty until there is one. */
  private float[] waitingSum = new float[0];

  private float waiting;

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
  public void waits(float[] gradient) {
    if (waitingSum.length == 0) {
      waitingSum = new float[path.length];
    }
    for (int i = 0; i < path.length; i++) {
      waitingSum[i] += gradient[i];
    }
    waiting++;
  }

  @Override
  public void moved(float[] gradient, float[] before, float[] parameters) {
    if (!begun) {
      begun = true;
      System.arraycopy(before, 0, anchor, 0, anchor.length);
    }
    for (int i = 0; i < path.length; i++) {
      float mean = waiting == 0 ? gradient[i] : (waitingSum[i] + gradient[i]) / (waiting + 1);
      path[i] -= mean * (parameters[i] - before[i]);
    }
    if (waiting > 0) {
      Arrays.fill(waitingSum, 0);
      waiting = 0;
    }
  }

  /** How far they came counts from there. */
  @Override
  public void grown(Consumer<float[]> begin) {
    if (begun) {
      begin.accept(anchor);
    }
  }

  static Map<String, float[]> grown(Map<String, float[]> state, Consumer<float[]> begin) {
    Map<String, float[]> out = new HashMap<>(state);
    out.computeIfPresent(
        ANCHOR,
        (name, then) -> {
          float[] now = then.clone();
          if (now.length > 0) {
            begin.accept(now);
          }
          return now;
        });
    return out;
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
        new float[] {begun ? 1 : 0},
        WAITING_SUM,
        waiting == 0 ? new float[0] : waitingSum.clone(),
        WAITING,
        waiting == 0 ? new float[0] : new float[] {waiting});
  }

  @Override
  public void restore(Map<String, float[]> state) {
    Slots.copy(state, IMPORTANCE, importance);
    Slots.copy(state, ANCHOR, anchor);
    Slots.copy(state, PATH, path);
    float[] b = {begun ? 1 : 0};
    Slots.copy(state, BEGUN, b);
    begun = b[0] > 0;
    float[] sum = new float[path.length];
    float[] count = {0};
    if (Slots.copy(state, WAITING_SUM, sum) && Slots.copy(state, WAITING, count)) {
      waitingSum = sum;
      waiting = count[0];
    }
  }
}
