package io.thalweg.collective.round;

/**
 * What one rank puts into a round. Confined to whoever holds it: it is handed over, not shared.
 *
 * <p>A rank without examples takes part all the same; its values are of the base's length.
 */
public final class Contribution {
  private final float[] values;
  private final long examples;

  public Contribution(float[] values, long examples) {
    this.values = values;
    this.examples = examples;
  }

  static Contribution none(int length) {
    return new Contribution(new float[length], 0);
  }

  /** Not copied. */
  public float[] values() {
    return values;
  }

  public long examples() {
    return examples;
  }
}
