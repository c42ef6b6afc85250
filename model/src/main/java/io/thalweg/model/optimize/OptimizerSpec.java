package io.thalweg.model.optimize;

/** Which optimizer, with its constants. Immutable. */
public sealed interface OptimizerSpec {
  float learningRate();

  /** Stochastic gradient descent: v = momentum v + g, p = p - learningRate v. */
  record Sgd(float learningRate, float momentum) implements OptimizerSpec {
    public Sgd {
      requirePositive("learningRate", learningRate);
      requireBelowOne("momentum", momentum);
    }
  }

  /** Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1. */
  record Adam(float learningRate, float beta1, float beta2, float epsilon)
      implements OptimizerSpec {
    public Adam {
      requirePositive("learningRate", learningRate);
      requireBelowOne("beta1", beta1);
      requireBelowOne("beta2", beta2);
      requirePositive("epsilon", epsilon);
    }

    /** The constants that the paper proposes. */
    public static Adam defaults(float learningRate) {
      return new Adam(learningRate, 0.9f, 0.999f, 1e-8f);
    }
  }

  private static void requirePositive(String name, float value) {
    if (!(value > 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException("%s=%s, want a number above 0".formatted(name, value));
    }
  }

  private static void requireBelowOne(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("%s=%s, want 0 <= %s < 1".formatted(name, value, name));
    }
  }
}
