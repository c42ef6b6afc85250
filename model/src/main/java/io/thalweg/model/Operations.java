package io.thalweg.model;

import io.thalweg.model.feature.VectorTable.Use;
import java.util.List;

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

  /** x W, with {@code NAME.weight}, (inputs, units). */
  T linear(String name, T x, int units, WeightInit init);

  /** a times b, element by element, of equal shapes. */
  T multiply(String name, T a, T b);

  /** Every element times {@code factor}. */
  T scale(String name, T x, float factor);

  /**
   * Every element times the one number {@code NAME.gate}, (1).
   *
   * @param start of that number
   */
  T gate(String name, T x, float start);

  /** The columns {@code from} (inclusive) to {@code to} (exclusive). */
  T columns(String name, T x, int from, int to);

  /** Side by side; at least one. */
  T concat(String name, List<T> parts);

  /** The sum of each row, (rows, 1). */
  T rowSum(String name, T x);

  /**
   * For each row of {@code ids}, (rows, 1), whole numbers below {@code rows}, that row of {@code
   * NAME.table}, (rows, columns).
   */
  T lookup(String name, T ids, int rows, int columns, WeightInit init);

  /**
   * For each row of {@code ids}, (rows, n), the sum or the mean of the rows of {@code NAME.table},
   * (rows, columns), that its numbers name: whole ones, counted from 1, while 0 stands for nothing.
   * Where all are 0, so is the result.
   *
   * @param use {@link Use#SUM} or {@link Use#MEAN}
   */
  T bag(String name, T ids, int rows, int columns, Use use, WeightInit init);

  /**
   * The dot products of all pairs of n matrices of equal shape, row by row: (rows, n (n - 1) / 2),
   * in the order (0, 1), (0, 2), (1, 2), (0, 3), ...
   */
  T pairwiseDots(String name, List<T> vectors);

  /**
   * At every place of the window, and for each filter, the sum of what it sees times the filter's
   * weights, {@code NAME.weight}, (filters, channels, size, size), plus {@code NAME.bias},
   * (filters).
   *
   * @param x (rows, columns of the images)
   */
  T convolution(
      String name, T x, Images images, int filters, Images.Window window, WeightInit init);

  /** In each channel the largest number at every place of the window, which has no padding. */
  T maxPool(String name, T x, Images images, Images.Window window);

  /**
   * The state of a gated recurrent unit after the last step; before the first it is 0 (Cho et al.,
   * "Learning phrase representations using RNN encoder-decoder", 2014, with the reset gate behind
   * the product). Of x, a step, and the state h before it, each with its own W, b, V and c:
   *
   * <pre>
   *   r = sigmoid(W x + b + V h + c)     u = sigmoid(W x + b + V h + c)
   *   n = tanh(W x + b + r * (V h + c))  h' = (1 - u) * n + u * h
   * </pre>
   *
   * <p>{@code NAME.input.weight}, (3 units, columns), are W for r, for u and for n, one below the
   * other, {@code NAME.input.bias}, (3 units), b, {@code NAME.state.weight}, (3 units, units), V,
   * and {@code NAME.state.bias}, (3 units), c.
   *
   * @param x (rows, columns of a step * steps): the steps of the first column, then of the next
   * @param present laid out as x: where all of a step are 0, the state stays as it is
   */
  T gru(String name, T x, T present, int steps, int units, WeightInit init);

  /** What an engine makes of x in its own way, with parameters called {@code NAME.PARAMETER}. */
  T block(String name, T x, EngineBlock block);

  /** Added to a gate's sum, it makes the gate 1, whatever else there is. */
  float HOLD = 1e4f;

  /** Pairs in the order of {@link #pairwiseDots}, each as {@code first * n + second}. */
  static long[] pairs(int n) {
    long[] out = new long[n * (n - 1) / 2];
    int next = 0;
    for (int second = 1; second < n; second++) {
      for (int first = 0; first < second; first++) {
        out[next++] = (long) first * n + second;
      }
    }
    return out;
  }
}
