package io.thalweg.bench;

/**
 * The floor or peer that was measured in the same run. Immutable.
 *
 * @param value in the unit of the row that it belongs to
 */
public record Reference(String name, double value) {
  public Reference {
    if (!Double.isFinite(value) || value <= 0) {
      throw new IllegalArgumentException(
          "a reference must be finite and above 0: reference=%s, value=%s".formatted(name, value));
    }
  }
}
