package io.thalweg.learner.train.graph;

/**
 * A matrix of a pass, (rows, columns), and the gradient of the loss by it. Where several steps add
 * to a gradient it begins at 0; where one step does, that step writes it.
 */
final class Value {
  private static final int NONE = -1;

  private final int columns;
  private final int at;
  private final int gradient;
  private int contributions;

  private Value(int columns, int at, int gradient) {
    this.columns = columns;
    this.at = at;
    this.gradient = gradient;
  }

  /** What no parameter has a part in. */
  static Value given(int columns, int at) {
    return new Value(columns, at, NONE);
  }

  static Value computed(int columns, int at, int gradient) {
    return new Value(columns, at, gradient);
  }

  int columns() {
    return columns;
  }

  int at() {
    return at;
  }

  /** Where its gradient lies; only of one that isn't given. */
  int gradient() {
    if (isGiven()) {
      throw new IllegalStateException("no gradient by a given value is wanted: at=" + at);
    }
    return gradient;
  }

  boolean isGiven() {
    return gradient == NONE;
  }

  /** One step more has a share in its gradient. */
  void claim() {
    contributions++;
  }

  boolean isShared() {
    return contributions > 1;
  }

  /** What of the gradient's memory a step keeps when it adds its own: all or nothing. */
  float keep() {
    return isShared() ? 1 : 0;
  }
}
