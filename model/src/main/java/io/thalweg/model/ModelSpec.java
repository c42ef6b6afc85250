package io.thalweg.model;

import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * A network over the features, and what it predicts. Immutable.
 *
 * @param name of the model, as clients address it; letters, digits, '-', '_' and '.'
 * @param seed of the initial weights and of dropout
 */
public record ModelSpec(
    String name, FeatureSpec features, Architecture architecture, Head head, long seed)
    implements Serializable {

  public ModelSpec {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw new IllegalArgumentException(
          "model name '" + name + "': want 1 to 64 letters, digits, '-', '_' or '.'");
    }
  }

  /** Hidden layers, then the head. */
  public ModelSpec(String name, FeatureSpec features, List<Dense> hidden, Head head, long seed) {
    this(name, features, new Mlp(hidden), head, seed);
  }

  /**
   * A fully connected layer with {@code units} outputs.
   *
   * @param layerNorm whether its sums are normalized before the function
   * @param dropout probability with which an output is left out of a training step, below 1
   * @param residual whether the layer's input is added to its output, which must be as wide
   */
  public record Dense(
      int units, Activation activation, boolean layerNorm, float dropout, boolean residual)
      implements Serializable {
    public Dense {
      if (units < 1) {
        throw new IllegalArgumentException("units=%d, want 1 or more".formatted(units));
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout=%s, want 0 to below 1".formatted(dropout));
      }
    }

    /** Sums and function, nothing else. */
    public Dense(int units, Activation activation) {
      this(units, activation, false, 0, false);
    }

    public Dense withLayerNorm() {
      return new Dense(units, activation, true, dropout, residual);
    }

    public Dense withDropout(float rate) {
      return new Dense(units, activation, layerNorm, rate, residual);
    }

    public Dense withResidual() {
      return new Dense(units, activation, layerNorm, dropout, true);
    }

    /** True when it is sums and function, nothing else. */
    public boolean isPlain() {
      return !layerNorm && dropout == 0 && !residual;
    }
  }

  /** Element-wise function of a layer. */
  public enum Activation {
    RELU,
    TANH,
    /** x times the normal distribution function of x, not approximated (Hendrycks, Gimpel 2016). */
    GELU,
    /** x times the logistic function of x (Elfwing, Uchibe and Doya 2018), also called swish. */
    SILU
  }

  /** The model as it is when its head has so many outputs and no others will come. */
  public ModelSpec ofOutputs(int outputs) {
    return new ModelSpec(name, features, architecture, head.of(outputs), seed);
  }

  /** Columns of the dense input. */
  public int inputWidth() {
    return features.width();
  }

  /** Of the examples it learns from. */
  public RowLayout rowLayout() {
    return RowLayout.of(features, head.labels());
  }

  /** The dense layers, in order. */
  public List<Dense> hidden() {
    return architecture.hidden();
  }

  /** Computes the logits, (rows, head outputs). */
  public <T> T logits(Operations<T> on) {
    return architecture.logits(on, features, head.outputs());
  }

  /** The tensors that training leaves as they were at the start. */
  public List<Tensor> frozenTensors() {
    return parameterLayout().tensors().stream()
        .filter(t -> architecture.isFrozen(t.name()))
        .toList();
  }

  /** Whether a training step leaves anything out at random. */
  public boolean drops() {
    return Declarations.of(this).drops();
  }

  /**
   * The tensors in the order in which the network mentions them. Those of a dense layer are {@code
   * NAME.weight}, (inputs, units), row-major, and {@code NAME.bias}, (units).
   *
   * @throws IllegalArgumentException when the network doesn't fit the features
   */
  public ParameterLayout parameterLayout() {
    return Declarations.of(this).layout();
  }
}
