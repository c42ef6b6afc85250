package io.thalweg.model;

/** What a model predicts, which fixes its outputs and its loss. Immutable. */
public sealed interface Head {
  /** Logits (or values) per row. */
  int outputs();

  /** Name of the served tensor. */
  String outputName();

  /** One logit, sigmoid, binary cross-entropy. Served as {@code probability}, (batch, 1). */
  record Binary() implements Head {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String outputName() {
      return "probability";
    }
  }

  /**
   * Softmax cross-entropy over {@code classes}. Served as {@code probabilities}, (batch, classes).
   */
  record Multiclass(int classes) implements Head {
    public Multiclass {
      if (classes < 2) {
        throw new IllegalArgumentException("classes=%d, want 2 or more".formatted(classes));
      }
    }

    @Override
    public int outputs() {
      return classes;
    }

    @Override
    public String outputName() {
      return "probabilities";
    }
  }

  /** One value, half the squared error. Served as {@code value}, (batch, 1). */
  record Regression() implements Head {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String outputName() {
      return "value";
    }
  }
}
