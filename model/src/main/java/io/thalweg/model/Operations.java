package io.thalweg.model;

/**
 * What networks are made of. An {@link Architecture} is written once, over these; the layout of its
 * parameters, the engine that learns and the graph that is served are one implementation each (an
 * object algebra: Oliveira and Cook, "Extensibility for the masses", 2012).
 *
 * <p>Values are matrices, float32, (rows, columns). Names are unique within a network; an
 * operation's parameters are called after it.
 *
 * @param <T> what stands for a value
 */
public interface Operations<T> {
  /** Added to a variance before its root is taken. */
  float LAYER_NORM_EPSILON = 1e-5f;

  /** The standardized input, (rows, input width). */
  T input();

  /** x W + b, with {@code NAME.weight}, (inputs, units), and {@code NAME.bias}, (units). */
  T affine(String name, T x, int units, WeightInit init);

  /** The function of every element. */
  T activate(String name, ModelSpec.Activation function, T x);

  /**
   * Each row shifted and scaled to mean 0 and variance 1, then times {@code NAME.scale} plus {@code
   * NAME.shift}, both (columns) (Ba, Kiros and Hinton, "Layer normalization", 2016).
   */
  T layerNorm(String name, T x);

  /**
   * In training each element is 0 with probability {@code rate} and divided by (1 - rate) if not;
   * elsewhere nothing happens (Srivastava et al., "Dropout", 2014).
   */
  T dropout(String name, T x, float rate);

  /** a + b, of equal shapes. */
  T add(String name, T a, T b);
}
