package io.thalweg.model.optimize;

/**
 * What a {@link Descent} leaves in a checkpoint. The arrays aren't changed any more once they are
 * here.
 */
public final class DescentState {
  private final String kind;
  private final long steps;
  private final float[][] slots;
  private final RateState rate;
  private final int accumulated;
  private final float[] gradientSum;

  /**
   * What {@link Descent#toState} puts together.
   *
   * @param kind of the optimizer
   * @param accumulated gradients that wait for a step
   * @param gradientSum their sum; empty if there is none
   */
  public DescentState(
      String kind,
      long steps,
      float[][] slots,
      RateState rate,
      int accumulated,
      float[] gradientSum) {
    this.kind = kind;
    this.steps = steps;
    this.slots = slots;
    this.rate = rate;
    this.accumulated = accumulated;
    this.gradientSum = gradientSum;
  }

  public String kind() {
    return kind;
  }

  public long steps() {
    return steps;
  }

  /** Borrowed. */
  public float[][] slots() {
    return slots;
  }

  public RateState rate() {
    return rate;
  }

  public int accumulated() {
    return accumulated;
  }

  /** Borrowed. */
  public float[] gradientSum() {
    return gradientSum;
  }
}
