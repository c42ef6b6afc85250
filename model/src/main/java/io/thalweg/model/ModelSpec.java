package io.thalweg.model;

import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout;
import java.util.List;

/**
 * A dense network over the features: hidden layers, then the head. Immutable.
 *
 * @param name of the model, as clients address it; letters, digits, '-', '_' and '.'
 * @param seed of the initial weights
 */
public record ModelSpec(
    String name, FeatureSpec features, List<Dense> hidden, Head head, long seed) {

  public ModelSpec {
    hidden = List.copyOf(hidden);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw new IllegalArgumentException(
          "model name '" + name + "': want 1 to 64 letters, digits, '-', '_' or '.'");
    }
  }

  /** A fully connected layer with {@code units} outputs. */
  public record Dense(int units, Activation activation) {
    public Dense {
      if (units < 1) {
        throw new IllegalArgumentException("units=%d, want 1 or more".formatted(units));
      }
    }
  }

  /** Element-wise function after a dense layer. */
  public enum Activation {
    RELU,
    TANH
  }

  /** Columns of the dense input. */
  public int inputWidth() {
    return features.width();
  }

  /**
   * Tensors in order: {@code layers.I.weight}, (inputs, units), row-major, and {@code
   * layers.I.bias}, (units); the head is the last layer.
   */
  public ParameterLayout parameterLayout() {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    int inputs = inputWidth();
    for (int i = 0; i <= hidden.size(); i++) {
      int units = i < hidden.size() ? hidden.get(i).units() : head.outputs();
      layout.add("layers." + i + ".weight", inputs, units).add("layers." + i + ".bias", units);
      inputs = units;
    }
    return layout.build();
  }
}
