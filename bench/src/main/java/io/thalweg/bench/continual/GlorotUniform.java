package io.thalweg.bench.continual;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout;
import java.util.SplittableRandom;

/**
 * Weights uniform between minus and plus sqrt(6 / (inputs + outputs)), biases 0 (Glorot and Bengio
 * 2010). Stateless.
 */
final class GlorotUniform {
  static float[] of(ModelSpec spec) {
    ParameterLayout layout = spec.parameterLayout();
    float[] parameters = new float[layout.length()];
    SplittableRandom random = new SplittableRandom(spec.seed());
    for (ParameterLayout.Tensor t : layout.tensors()) {
      if (t.shape().size() == 2) {
        double bound = Math.sqrt(6.0 / (t.shape().get(0) + t.shape().get(1)));
        for (int i = 0; i < t.length(); i++) {
          parameters[t.offset() + i] = (float) random.nextDouble(-bound, bound);
        }
      }
    }
    return parameters;
  }

  private GlorotUniform() {}
}
