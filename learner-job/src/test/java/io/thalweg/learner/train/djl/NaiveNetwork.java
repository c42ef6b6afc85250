package io.thalweg.learner.train.djl;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Forward and backward of a dense network, one row and one float64 at a time. Stateless. */
final class NaiveNetwork {
  private final ModelSpec spec;
  private final List<Tensor> tensors;

  NaiveNetwork(ModelSpec spec) {
    this.spec = spec;
    this.tensors = spec.parameterLayout().tensors();
  }

  double[] logits(float[] parameters, double[] row) {
    List<double[]> layers = layers(parameters, row);
    return layers.get(layers.size() - 1);
  }

  static double loss(Head head, double[] logits, float target) {
    if (head instanceof Head.Regression) {
      return 0.5 * Math.pow(logits[0] - target, 2);
    } else if (head instanceof Head.Binary) {
      double p = 1 / (1 + Math.exp(-logits[0]));
      return -(target == 1 ? Math.log(p) : Math.log(1 - p));
    }
    if (head instanceof Head.Huber h) {
      double d = Math.abs(logits[0] - target);
      return d <= h.delta() ? 0.5 * d * d : h.delta() * (d - 0.5 * h.delta());
    } else if (head instanceof Head.Quantile q) {
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        double missed = Math.abs(target - logits[i]);
        sum += missed * (target > logits[i] ? q.quantiles().get(i) : 1 - q.quantiles().get(i));
      }
      return sum / logits.length;
    }
    return -Math.log(softmax(logits)[(int) target]);
  }

  /** Adds the gradient of this row's loss, times {@code share}. */
  void addGradient(
      float[] parameters, double[] row, float target, double share, double[] gradient) {
    List<double[]> layers = layers(parameters, row);
    double[] error = headError(layers.get(layers.size() - 1), target);
    for (int layer = layers.size() - 2; layer >= 0; layer--) {
      Tensor weight = tensors.get(2 * layer);
      Tensor bias = tensors.get(2 * layer + 1);
      double[] in = layers.get(layer);
      double[] below = new double[in.length];
      for (int o = 0; o < error.length; o++) {
        gradient[bias.offset() + o] += share * error[o];
        for (int i = 0; i < in.length; i++) {
          int at = weight.offset() + i * error.length + o;
          gradient[at] += share * in[i] * error[o];
          below[i] += parameters[at] * error[o];
        }
      }
      if (layer > 0) {
        boolean relu = spec.hidden().get(layer - 1).activation() == ModelSpec.Activation.RELU;
        for (int i = 0; i < in.length; i++) {
          below[i] *= relu ? (in[i] > 0 ? 1 : 0) : 1 - in[i] * in[i];
        }
      }
      error = below;
    }
  }

  /** The row, what every hidden layer makes of it, and the logits. */
  private List<double[]> layers(float[] parameters, double[] row) {
    List<double[]> layers = new ArrayList<>();
    layers.add(row);
    for (int layer = 0; layer <= spec.hidden().size(); layer++) {
      Tensor weight = tensors.get(2 * layer);
      Tensor bias = tensors.get(2 * layer + 1);
      double[] in = layers.get(layer);
      double[] out = new double[bias.length()];
      for (int o = 0; o < out.length; o++) {
        double z = parameters[bias.offset() + o];
        for (int i = 0; i < in.length; i++) {
          z += in[i] * parameters[weight.offset() + i * out.length + o];
        }
        out[o] = layer == spec.hidden().size() ? z : activate(layer, z);
      }
      layers.add(out);
    }
    return layers;
  }

  private double activate(int layer, double z) {
    return spec.hidden().get(layer).activation() == ModelSpec.Activation.RELU
        ? Math.max(0, z)
        : Math.tanh(z);
  }

  private double[] headError(double[] logits, float target) {
    if (spec.head() instanceof Head.Regression) {
      return new double[] {logits[0] - target};
    } else if (spec.head() instanceof Head.Binary) {
      return new double[] {1 / (1 + Math.exp(-logits[0])) - target};
    }
    double[] error = softmax(logits);
    error[(int) target] -= 1;
    return error;
  }

  private static double[] softmax(double[] logits) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(logits[c]);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
