package io.thalweg.learner.train.djl;

import io.thalweg.model.EngineBlock;
import io.thalweg.model.Images;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.Operations;
import io.thalweg.model.WeightInit;
import io.thalweg.model.feature.VectorTable.Use;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A forward pass of one row in float64, whose parameters are float64, too. */
final class NaiveOperations implements Operations<double[]> {
  /** What dropout multiplies a value of this row by. */
  interface Mask {
    double at(int place, int column, int columns, float rate);
  }

  static final Mask NONE = (place, column, columns, rate) -> 1;

  /** Of the tensors in the parameters, by name. */
  private final Map<String, Integer> offsets;

  private final double[] parameters;
  private final double[] input;
  private final Mask mask;
  private int place;

  private NaiveOperations(
      Map<String, Integer> offsets, double[] parameters, double[] input, Mask mask) {
    this.offsets = offsets;
    this.parameters = parameters;
    this.input = input;
    this.mask = mask;
  }

  static double[] logits(Problem p, double[] parameters, int row, Mask mask) {
    return p.spec.logits(new NaiveOperations(p.offsets, parameters, p.row(row), mask));
  }

  /** Of the first element. Loops ask once, not for every element. */
  private int offset(String name) {
    return offsets.get(name);
  }

  private double at(String name, int i) {
    return parameters[offset(name) + i];
  }

  @Override
  public double[] input() {
    return input;
  }

  @Override
  public double[] affine(String name, double[] x, int units, WeightInit init) {
    int bias = offset(name + ".bias");
    double[] y = linear(name, x, units, init);
    for (int j = 0; j < units; j++) {
      y[j] += parameters[bias + j];
    }
    return y;
  }

  @Override
  public double[] activate(String name, Activation function, double[] x) {
    return Arrays.stream(x)
        .map(
            switch (function) {
              case RELU -> v -> Math.max(0, v);
              case TANH -> Math::tanh;
              case GELU -> v -> v * normal(v);
              case SILU -> v -> v / (1 + Math.exp(-v));
            })
        .toArray();
  }

  /** The normal distribution function by its Taylor series around 0, good to 1e-12 within 4. */
  private static double normal(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / (2 * n);
      sum += term / (2 * n + 1);
    }
    return Math.abs(x) > 6 ? (x > 0 ? 1 : 0) : 0.5 + sum / Math.sqrt(2 * Math.PI);
  }

  @Override
  public double[] layerNorm(String name, double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    int scale = offset(name + ".scale");
    int shift = offset(name + ".shift");
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      double normal = (x[i] - mean) / Math.sqrt(variance + 1e-5);
      y[i] = normal * parameters[scale + i] + parameters[shift + i];
    }
    return y;
  }

  @Override
  public double[] dropout(String name, double[] x, float rate) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] * mask.at(place, i, y.length, rate);
    }
    place++;
    return y;
  }

  @Override
  public double[] add(String name, double[] a, double[] b) {
    double[] y = a.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] += b[i];
    }
    return y;
  }

  @Override
  public double[] linear(String name, double[] x, int units, WeightInit init) {
    int weight = offset(name + ".weight");
    double[] y = new double[units];
    for (int j = 0; j < units; j++) {
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * parameters[weight + i * units + j];
      }
    }
    return y;
  }

  @Override
  public double[] multiply(String name, double[] a, double[] b) {
    double[] y = a.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= b[i];
    }
    return y;
  }

  @Override
  public double[] scale(String name, double[] x, float factor) {
    return Arrays.stream(x).map(v -> v * factor).toArray();
  }

  @Override
  public double[] gate(String name, double[] x, float start) {
    return Arrays.stream(x).map(v -> v * at(name + ".gate", 0)).toArray();
  }

  @Override
  public double[] columns(String name, double[] x, int from, int to) {
    return Arrays.copyOfRange(x, from, to);
  }

  @Override
  public double[] concat(String name, List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  @Override
  public double[] rowSum(String name, double[] x) {
    return new double[] {Arrays.stream(x).sum()};
  }

  @Override
  public double[] lookup(String name, double[] ids, int rows, int columns, WeightInit init) {
    int row = offset(name + ".table") + ((int) ids[0]) * columns;
    return Arrays.copyOfRange(parameters, row, row + columns);
  }

  @Override
  public double[] bag(String name, double[] ids, int rows, int columns, Use use, WeightInit init) {
    double[] y = new double[columns];
    double count = Math.max(1, Arrays.stream(ids).filter(id -> id != 0).count());
    for (double id : ids) {
      for (int j = 0; j < columns && id != 0; j++) {
        double element = parameters[offset(name + ".table") + ((int) id - 1) * columns + j];
        y[j] += element / (use == Use.MEAN ? count : 1);
      }
    }
    return y;
  }

  @Override
  public double[] pairwiseDots(String name, List<double[]> vectors) {
    double[] y = new double[vectors.size() * (vectors.size() - 1) / 2];
    int next = 0;
    for (int b = 1; b < vectors.size(); b++) {
      for (int a = 0; a < b; a++) {
        for (int i = 0; i < vectors.get(a).length; i++) {
          y[next] += vectors.get(a)[i] * vectors.get(b)[i];
        }
        next++;
      }
    }
    return y;
  }

  @Override
  public double[] convolution(
      String name, double[] x, Images images, int filters, Images.Window window, WeightInit init) {
    Images out = images.through(window, filters);
    double[] y = new double[out.columns()];
    int size = window.size();
    int bias = offset(name + ".bias");
    int weights = offset(name + ".weight");
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          double sum = parameters[bias + f];
          for (int c = 0; c < images.channels(); c++) {
            for (int i = 0; i < size; i++) {
              for (int j = 0; j < size; j++) {
                int above = row * window.stride() + i - window.padding();
                int left = column * window.stride() + j - window.padding();
                int weight = ((f * images.channels() + c) * size + i) * size + j;
                sum += pixel(x, images, c, above, left) * parameters[weights + weight];
              }
            }
          }
          y[(f * out.height() + row) * out.width() + column] = sum;
        }
      }
    }
    return y;
  }

  private static double pixel(double[] x, Images images, int channel, int row, int column) {
    boolean inside = row >= 0 && row < images.height() && column >= 0 && column < images.width();
    return inside ? x[(channel * images.height() + row) * images.width() + column] : 0;
  }

  @Override
  public double[] maxPool(String name, double[] x, Images images, Images.Window window) {
    Images out = images.through(window, images.channels());
    double[] y = new double[out.columns()];
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    for (int c = 0; c < out.channels(); c++) {
      for (int row = 0; row < out.height() * window.size(); row++) {
        for (int column = 0; column < out.width() * window.size(); column++) {
          int place =
              (c * out.height() + row / window.size()) * out.width() + column / window.size();
          y[place] = Math.max(y[place], pixel(x, images, c, row, column));
        }
      }
    }
    return y;
  }

  @Override
  public double[] gru(
      String name, double[] x, double[] present, int steps, int units, WeightInit init) {
    double[] h = new double[units];
    for (int t = 0; t < steps; t++) {
      boolean there = false;
      for (int i = t; i < present.length; i += steps) {
        there |= present[i] != 0;
      }
      if (there) {
        double[] next = new double[units];
        for (int j = 0; j < units; j++) {
          double r = 1 / (1 + Math.exp(-fromInput(name, x, t, steps, j) - fromState(name, h, j)));
          int gate = units + j;
          double u =
              1 / (1 + Math.exp(-fromInput(name, x, t, steps, gate) - fromState(name, h, gate)));
          int own = 2 * units + j;
          double n = Math.tanh(fromInput(name, x, t, steps, own) + r * fromState(name, h, own));
          next[j] = (1 - u) * n + u * h[j];
        }
        h = next;
      }
    }
    return h;
  }

  private double fromInput(String name, double[] x, int step, int steps, int row) {
    double sum = at(name + ".input.bias", row);
    int columns = x.length / steps;
    int weight = offset(name + ".input.weight") + row * columns;
    for (int i = 0; i < columns; i++) {
      sum += parameters[weight + i] * x[i * steps + step];
    }
    return sum;
  }

  private double fromState(String name, double[] h, int row) {
    double sum = at(name + ".state.bias", row);
    int weight = offset(name + ".state.weight") + row * h.length;
    for (int i = 0; i < h.length; i++) {
      sum += parameters[weight + i] * h[i];
    }
    return sum;
  }

  @Override
  public double[] block(String name, double[] x, EngineBlock block) {
    throw new UnsupportedOperationException("only an engine knows what a block computes");
  }
}
