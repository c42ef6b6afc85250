package io.thalweg.model;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.feature.VectorTable.Use;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** A forward pass of one row in float64 as the textbook has it, to compare with. */
public final class NaiveForward implements Operations<double[]> {
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final float[] parameters;
  private final double[] input;

  private NaiveForward(ModelSpec spec, float[] parameters, double[] input) {
    spec.parameterLayout().tensors().forEach(t -> tensors.put(t.name(), t));
    this.parameters = parameters;
    this.input = input;
  }

  /** One row before standardization, NaN where missing; (head outputs) logits. */
  public static double[] logits(
      ModelSpec spec, float[] parameters, float[] mean, float[] scale, float[] row) {
    double[] x = new double[row.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.isNaN(row[i]) ? 0 : ((double) row[i] - mean[i]) * scale[i];
    }
    return spec.logits(new NaiveForward(spec, parameters, x));
  }

  private double at(String name, int i) {
    return parameters[tensors.get(name).offset() + i];
  }

  private static double[] map(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  @Override
  public double[] input() {
    return input;
  }

  @Override
  public double[] affine(String name, double[] x, int units, WeightInit init) {
    double[] y = new double[units];
    for (int j = 0; j < units; j++) {
      y[j] = at(name + ".bias", j);
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * at(name + ".weight", i * units + j);
      }
    }
    return y;
  }

  @Override
  public double[] activate(String name, Activation function, double[] x) {
    return map(
        x,
        switch (function) {
          case RELU -> v -> Math.max(0, v);
          case TANH -> Math::tanh;
          case GELU -> v -> v * normal(v);
          case SILU -> v -> v / (1 + Math.exp(-v));
        });
  }

  /** The normal distribution function, by Simpson's rule over its density from 0 on. */
  static double normal(double x) {
    int steps = 2_000;
    double h = x / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-(i * h) * (i * h) / 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  @Override
  public double[] layerNorm(String name, double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      double normal = (x[i] - mean) / Math.sqrt(variance + 1e-5);
      y[i] = normal * at(name + ".scale", i) + at(name + ".shift", i);
    }
    return y;
  }

  @Override
  public double[] dropout(String name, double[] x, float rate) {
    return x;
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
    double[] y = new double[units];
    for (int j = 0; j < units; j++) {
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * at(name + ".weight", i * units + j);
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
    int row = (int) ids[0];
    double[] y = new double[columns];
    for (int j = 0; j < columns; j++) {
      y[j] = at(name + ".table", row * columns + j);
    }
    return y;
  }

  @Override
  public double[] bag(String name, double[] ids, int rows, int columns, Use use, WeightInit init) {
    double[] y = new double[columns];
    int count = 0;
    for (double id : ids) {
      for (int j = 0; j < columns && id != 0; j++) {
        y[j] += at(name + ".table", ((int) id - 1) * columns + j);
      }
      count += id == 0 ? 0 : 1;
    }
    int shares = use == Use.MEAN && count > 0 ? count : 1;
    return map(y, v -> v / shares);
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
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          double sum = at(name + ".bias", f);
          for (int c = 0; c < images.channels(); c++) {
            for (int i = 0; i < size; i++) {
              for (int j = 0; j < size; j++) {
                int above = row * window.stride() + i - window.padding();
                int left = column * window.stride() + j - window.padding();
                int weight = ((f * images.channels() + c) * size + i) * size + j;
                sum += pixel(x, images, c, above, left) * at(name + ".weight", weight);
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
    for (int i = 0; i < columns; i++) {
      sum += at(name + ".input.weight", row * columns + i) * x[i * steps + step];
    }
    return sum;
  }

  private double fromState(String name, double[] h, int row) {
    double sum = at(name + ".state.bias", row);
    for (int i = 0; i < h.length; i++) {
      sum += at(name + ".state.weight", row * h.length + i) * h[i];
    }
    return sum;
  }

  @Override
  public double[] block(String name, double[] x, EngineBlock block) {
    throw new UnsupportedOperationException("only an engine knows what a block computes");
  }

  public static double[] head(Head head, double[] logits) {
    if (head instanceof Head.Binary) {
      return new double[] {1 / (1 + Math.exp(-logits[0]))};
    }
    if (head instanceof Head.Multilabel) {
      return Arrays.stream(logits).map(z -> 1 / (1 + Math.exp(-z))).toArray();
    }
    if (head.classes() == 0) {
      return logits;
    }
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(z -> Math.exp(z - max)).sum();
    return Arrays.stream(logits).map(z -> Math.exp(z - max) / sum).toArray();
  }
}
