package io.thalweg.bench;

/**
 * The bound that a row's ratio must keep. Immutable.
 *
 * @param text the bound in words
 */
public record Goal(Bound bound, double limit, String text) {
  private static final Goal NONE = new Goal(Bound.AT_LEAST, Double.NEGATIVE_INFINITY, "none");

  /** The side of the limit on which the ratio must lie; the limit itself is allowed. */
  public enum Bound {
    AT_MOST,
    AT_LEAST
  }

  public static Goal atMost(double limit, String text) {
    return new Goal(Bound.AT_MOST, limit, text);
  }

  public static Goal atLeast(double limit, String text) {
    return new Goal(Bound.AT_LEAST, limit, text);
  }

  /** The limit itself is not allowed. */
  public static Goal below(double limit, String text) {
    return new Goal(Bound.AT_MOST, Math.nextDown(limit), text);
  }

  /** For a row that only informs. */
  public static Goal none() {
    return NONE;
  }

  boolean isNone() {
    return equals(NONE);
  }

  boolean holds(double ratio) {
    return bound == Bound.AT_MOST ? ratio <= limit : ratio >= limit;
  }
}
