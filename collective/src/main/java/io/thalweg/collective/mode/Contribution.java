package io.thalweg.collective.mode;

/**
 * What a rank brings into a round: a vector and its weight. The vector is not changed any more.
 * Immutable.
 */
public final class Contribution {

  private final float[] values;
  private final double weight;
  private final int lateRounds;

  private Contribution(float[] values, double weight, int lateRounds) {
    this.values = values;
    this.weight = weight;
    this.lateRounds = lateRounds;
  }

  /** Takes the values over. */
  public static Contribution of(float[] values, double weight) {
    return new Contribution(values, weight, 0);
  }

  /**
   * Of a rank that isn't ready: weight 0.
   *
   * @param lateRounds how many rounds in a row it has sat out, this one included
   */
  public static Contribution late(int length, int lateRounds) {
    return new Contribution(new float[length], 0, lateRounds);
  }

  /** Borrowed. */
  public float[] valuesView() {
    return values;
  }

  /** For example a number of examples. */
  public double weight() {
    return weight;
  }

  public int lateRounds() {
    return lateRounds;
  }
}
