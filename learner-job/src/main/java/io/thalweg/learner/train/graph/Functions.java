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
    float p = -2.7607684e-16f;
    p = p * s + 2.000188e-13f;
    p = p * s - 8.604672e-11f;
    p = p * s + 5.1222973e-8f;
    p = p * s + 1.48572235e-5f;
    p = p * s + 6.3726195e-4f;
    p = p * s + 0.0048935246f;
    float q = 1.1982584e-6f;
    q = q * s + 1.1853471e-4f;
    q = q * s + 0.0022684347f;
    q = q * s + 0.004893525f;
    return x * p / q;
  }

  static float erf(float value) {
    float x = Math.max(-4, Math.min(4, value));
    float s = x * x;
    float p = -2.7261424e-10f;
    p = p * s + 2.7706815e-8f;
    p = p * s - 2.101024e-6f;
    p = p * s - 5.6925062e-5f;
    p = p * s - 7.3499064e-4f;
    p = p * s - 0.0029546f;
    p = p * s - 0.016096033f;
    float q = -1.45660715e-5f;
    q = q * s - 2.1337405e-4f;
    q = q * s - 0.001682827f;
    q = q * s - 0.0073733293f;
    q = q * s - 0.014264739f;
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
