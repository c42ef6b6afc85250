package io.thalweg.learner.train.graph;

import io.thalweg.model.ModelSpec.Activation;

/**
 * The functions of layers. tanh and erf are quotients of polynomials, float32, within {@code 4e-7}
 * of the exact ones (those of Eigen's {@code ptanh} and {@code perf}: Guennebaud, Jacob et al.), so
 * that the loops become vector instructions; the others follow from them. Stateless.
 */
final class Functions {
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private static final float PEAK_OF_NORMAL = (float) (1 / Math.sqrt(2 * Math.PI));

  static Function of(Activation function) {
    return switch (function) {
      case RELU -> new Relu();
      case TANH -> new Tanh();
      case GELU -> new Gelu();
      case SILU -> new Silu();
    };
  }

  static float tanh(float value) {
    float x = Math.max(-9, Math.min(9, value));
    float s = x * x;
    float p = -2.76076847742355e-16f;
    p = p * s + 2.00018790482477e-13f;
    p = p * s - 8.60467152213735e-11f;
    p = p * s + 5.12229709037114e-08f;
    p = p * s + 1.48572235717979e-05f;
    p = p * s + 6.37261928875436e-04f;
    p = p * s + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * s + 1.18534705686654e-04f;
    q = q * s + 2.26843463243900e-03f;
    q = q * s + 4.89352518554385e-03f;
    return x * p / q;
  }

  static float erf(float value) {
    float x = Math.max(-4, Math.min(4, value));
    float s = x * x;
    float p = -2.72614225801306e-10f;
    p = p * s + 2.77068142495902e-08f;
    p = p * s - 2.10102402082508e-06f;
    p = p * s - 5.69250639462346e-05f;
    p = p * s - 7.34990630326855e-04f;
    p = p * s - 2.95459980854025e-03f;
    p = p * s - 1.60960333262415e-02f;
    float q = -1.45660718464996e-05f;
    q = q * s - 2.13374055278905e-04f;
    q = q * s - 1.68282697438203e-03f;
    q = q * s - 7.37332916720468e-03f;
    q = q * s - 1.42647390514189e-02f;
    return x * p / q;
  }

  /** 1 / (1 + exp(-x)). */
  private static float sigmoid(float x) {
    return 0.5f + 0.5f * tanh(0.5f * x);
  }

  /** The normal distribution function. */
  private static float normal(float x) {
    return 0.5f + 0.5f * erf(SQRT_HALF * x);
  }

  /** Its density: exp(-2 u) is (1 - tanh u) / (1 + tanh u). */
  private static float density(float x) {
    float t = tanh(0.25f * x * x);
    return PEAK_OF_NORMAL * (1 - t) / (1 + t);
  }

  private static final class Relu implements Function {
    @Override
    public void apply(float[] x, float[] y, int length) {
      for (int i = 0; i < length; i++) {
        y[i] = Math.max(x[i], 0);
      }
    }

    /** Without a branch, of which every second one would be foreseen wrongly. */
    @Override
    public void derive(float[] from, float[] dy, float[] dx, int length) {
      for (int i = 0; i < length; i++) {
        dx[i] = dy[i] * Math.min(1, from[i] * Float.MAX_VALUE);
      }
    }

    @Override
    public boolean isOfOutputs() {
      return true;
    }
  }

  private static final class Tanh implements Function {
    @Override
    public void apply(float[] x, float[] y, int length) {
      for (int i = 0; i < length; i++) {
        y[i] = tanh(x[i]);
      }
    }

    @Override
    public void derive(float[] from, float[] dy, float[] dx, int length) {
      for (int i = 0; i < length; i++) {
        dx[i] = dy[i] * (1 - from[i] * from[i]);
      }
    }

    @Override
    public boolean isOfOutputs() {
      return true;
    }
  }

  private static final class Silu implements Function {
    @Override
    public void apply(float[] x, float[] y, int length) {
      for (int i = 0; i < length; i++) {
        y[i] = x[i] * sigmoid(x[i]);
      }
    }

    @Override
    public void derive(float[] from, float[] dy, float[] dx, int length) {
      for (int i = 0; i < length; i++) {
        float s = sigmoid(from[i]);
        dx[i] = dy[i] * (s + from[i] * s * (1 - s));
      }
    }
  }

  /**
   * Its gradient takes two loops: with one, the compiler gives up and it takes ten times as long.
   */
  private static final class Gelu implements Function {
    @Override
    public void apply(float[] x, float[] y, int length) {
      for (int i = 0; i < length; i++) {
        y[i] = x[i] * normal(x[i]);
      }
    }

    @Override
    public void derive(float[] from, float[] dy, float[] dx, int length) {
      for (int i = 0; i < length; i++) {
        dx[i] = normal(from[i]);
      }
      for (int i = 0; i < length; i++) {
        dx[i] = dy[i] * (dx[i] + from[i] * density(from[i]));
      }
    }
  }

  private Functions() {}
}
