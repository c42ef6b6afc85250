package io.thalweg.model;

import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import java.util.Random;

/**
 * Initial parameters, from the spec's seed alone: the same on every replica and platform, because
 * {@link Random} specifies its gaussians. Stateless.
 */
public final class Initializer {
  /** Keeps the first predictions close to each other, whatever the features. */
  private static final double HEAD_SCALE = 0.1;

  private Initializer() {}

  /**
   * Biases are 0. Weights are normal with mean 0 and, for n inputs, a variance of 2 / n before ReLU
   * (He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015) and of 1 / n before tanh. The
   * head's are Glorot and Bengio's (2010), 2 / (n + outputs), with a tenth of that standard
   * deviation.
   */
  public static float[] heNormal(ModelSpec spec) {
    float[] parameters = new float[spec.parameterLayout().length()];
    Random random = new Random(spec.seed());
    List<Tensor> tensors = spec.parameterLayout().tensors();
    for (int layer = 0; layer <= spec.hidden().size(); layer++) {
      Tensor weight = tensors.get(2 * layer);
      double deviation = deviation(spec, layer, weight.shape().get(0), weight.shape().get(1));
      for (int i = 0; i < weight.length(); i++) {
        parameters[weight.offset() + i] = (float) (deviation * random.nextGaussian());
      }
    }
    return parameters;
  }

  private static double deviation(ModelSpec spec, int layer, int inputs, int units) {
    if (layer == spec.hidden().size()) {
      return HEAD_SCALE * Math.sqrt(2.0 / (inputs + units));
    }
    return switch (spec.hidden().get(layer).activation()) {
      case RELU -> Math.sqrt(2.0 / inputs);
      case TANH -> Math.sqrt(1.0 / inputs);
    };
  }
}
