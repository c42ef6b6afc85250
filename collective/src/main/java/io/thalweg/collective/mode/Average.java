package io.thalweg.collective.mode;

/** What a round came to, with identical bits on all ranks. Immutable. */
public final class Average {

  private final float[] values;
  private final double totalWeight;

  /** Takes the values over. */
  public Average(float[] values, double totalWeight) {
    this.values = values;
    this.totalWeight = totalWeight;
  }

  /** The ranks' vectors, averaged by their weights; zeros if no rank had any. Borrowed. */
  public float[] valuesView() {
    return values;
  }

  /** Of all ranks; 0 if nobody learned anything. */
  public double totalWeight() {
    return totalWeight;
  }
}
