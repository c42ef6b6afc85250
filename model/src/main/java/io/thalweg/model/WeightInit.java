package io.thalweg.model;

/** How wide a layer's first weights are spread around 0. */
@FunctionalInterface
public interface WeightInit {
  /** The standard deviation of normal weights between so many inputs and units. */
  double deviation(int inputs, int units);

  /** What {@link #ofHead} is, to be known by. */
  WeightInit HEAD = (inputs, units) -> 0.1 * Math.sqrt(2.0 / (inputs + units));

  /**
   * A tenth of Glorot and Bengio's (2010) 2 / (n + units) variance, so that the first predictions
   * are close to each other, whatever the features.
   */
  static WeightInit ofHead() {
    return HEAD;
  }

  /**
   * Keeps the variance through a layer: 2 / n before functions that are near 0 on one side (He,
   * Zhang, Ren and Sun, "Delving deep into rectifiers", 2015), 1 / n before tanh.
   */
  static WeightInit before(ModelSpec.Activation activation) {
    return switch (activation) {
      case RELU, GELU, SILU -> (inputs, units) -> Math.sqrt(2.0 / inputs);
      case TANH -> (inputs, units) -> Math.sqrt(1.0 / inputs);
    };
  }

  /** All zero: a part that first says nothing. */
  static WeightInit zero() {
    return (inputs, units) -> 0;
  }

  /** Glorot and Bengio, "Understanding the difficulty of training", 2010. */
  static WeightInit glorot() {
    return (inputs, units) -> Math.sqrt(2.0 / (inputs + units));
  }

  /** Small vectors, so that sums of their products are small as well. */
  static WeightInit ofEmbedding() {
    return (rows, columns) -> 0.1;
  }
}
