package io.thalweg.model;

import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Initial parameters, from the spec's seed alone: the same on every replica and platform, because
 * {@link Random} specifies its gaussians. Stateless.
 */
public final class Initializer {
  private Initializer() {}

  /**
   * Weights are normal around 0, as wide as {@link WeightInit} says of each layer; biases are 0 and
   * the scales of a layer norm 1.
   */
  public static float[] heNormal(ModelSpec spec) {
    return heNormal(spec, 0);
  }

  /**
   * The same, where the first predictions are to be others.
   *
   * @param headBias what a head's biases begin with, in networks that say which layer is the head's
   */
  public static float[] heNormal(ModelSpec spec, float headBias) {
    Declarations declared = Declarations.of(spec, headBias);
    List<Tensor> tensors = declared.layout().tensors();
    float[] parameters = new float[declared.layout().length()];
    Random random = new Random(spec.seed());
    for (int t = 0; t < tensors.size(); t++) {
      Tensor tensor = tensors.get(t);
      Declarations.Start start = declared.starts().get(t);
      if (start.deviation() == 0) {
        int end = tensor.offset() + tensor.length();
        Arrays.fill(parameters, tensor.offset(), end, start.mean());
      } else {
        for (int i = 0; i < tensor.length(); i++) {
          parameters[tensor.offset() + i] = (float) (start.deviation() * random.nextGaussian());
        }
      }
    }
    return parameters;
  }
}
