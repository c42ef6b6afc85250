package io.thalweg.replay.statistics;

/** A mean per batch, what independent draws lead to, and the standard error. Immutable. */
public record Deviation(double observed, double expected, double standardError) {

  public double z() {
    return (observed - expected) / standardError;
  }

  public double pValue() {
    return Tails.normalTwoSided(z());
  }
}
