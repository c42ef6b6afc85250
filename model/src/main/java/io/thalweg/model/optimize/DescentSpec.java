package io.thalweg.model.optimize;

import java.io.Serializable;

/**
 * How gradients become steps, whatever the optimizer. Immutable.
 *
 * @param clipNorm gradients of a larger Euclidean norm, over all tensors, are scaled down to it
 *     (Pascanu, Mikolov, Bengio 2013); infinite for never
 * @param schedule of the learning rate
 * @param accumulate a step is taken down the mean of so many gradients
 */
public record DescentSpec(WeightDecay decay, float clipNorm, RateSchedule schedule, int accumulate)
    implements Serializable {
  /** No decay, no clipping, a constant rate, a step for each gradient. */
  public static final DescentSpec PLAIN =
      new DescentSpec(WeightDecay.NONE, Float.POSITIVE_INFINITY, RateSchedule.CONSTANT, 1);

  public DescentSpec {
    if (!(clipNorm > 0)) {
      throw new IllegalArgumentException("clipNorm=%s, want a number above 0".formatted(clipNorm));
    }
    if (accumulate < 1) {
      throw new IllegalArgumentException("accumulate=%d, want 1 or more".formatted(accumulate));
    }
  }

  public DescentSpec withDecay(WeightDecay other) {
    return new DescentSpec(other, clipNorm, schedule, accumulate);
  }

  public DescentSpec withClipNorm(float other) {
    return new DescentSpec(decay, other, schedule, accumulate);
  }

  public DescentSpec withSchedule(RateSchedule other) {
    return new DescentSpec(decay, clipNorm, other, accumulate);
  }

  public DescentSpec withAccumulate(int other) {
    return new DescentSpec(decay, clipNorm, schedule, other);
  }
}
