package io.thalweg.model.optimize;

/** What constants may be; a refusal names constant, value and range. Stateless. */
final class Ranges {
  private Ranges() {}

  static void positive(String name, float value) {
    if (!(value > 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException("%s=%s, want a number above 0".formatted(name, value));
    }
  }

  static void notNegative(String name, float value) {
    if (!(value >= 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException("%s=%s, want 0 or more".formatted(name, value));
    }
  }

  static void belowOne(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("%s=%s, want 0 <= %s < 1".formatted(name, value, name));
    }
  }

  static void moments(float learningRate, float beta1, float beta2, float epsilon) {
    positive("learningRate", learningRate);
    belowOne("beta1", beta1);
    belowOne("beta2", beta2);
    positive("epsilon", epsilon);
  }
}
