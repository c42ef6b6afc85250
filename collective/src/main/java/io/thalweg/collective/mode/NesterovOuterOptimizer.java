package io.thalweg.collective.mode;

import io.thalweg.collective.VectorSnapshot;

/**
 * DiLoCo's outer optimizer [1]: the averaged delta is a descent step's direction, with Nesterov
 * momentum in Sutskever's form [2], written at the point that looks ahead: v = momentum * v +
 * delta; base = base + learningRate * (delta + momentum * v). State: v, one float32 a value.
 * Threads: as {@link OuterOptimizer} says.
 *
 * <p>[1] Douillard et al.: DiLoCo: Distributed Low-Communication Training of Language Models.
 * arXiv:2311.08105, 2023. [2] Sutskever, Martens, Dahl, Hinton: On the Importance of Initialization
 * and Momentum in Deep Learning. ICML 2013.
 */
final class NesterovOuterOptimizer implements OuterOptimizer {

  private static final String KIND = "NEST";

  private final float learningRate;
  private final float momentum;
  private final float[] velocity;

  NesterovOuterOptimizer(int length, float learningRate, float momentum) {
    if (!(learningRate > 0 && learningRate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learningRate must be above 0 and finite: learningRate=" + learningRate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be 0 to less than 1: momentum=" + momentum);
    }
    this.learningRate = learningRate;
    this.momentum = momentum;
    velocity = new float[length];
  }

  @Override
  public float[] step(float[] base, float[] averageDelta) {
    float[] next = new float[velocity.length];
    for (int i = 0; i < next.length; i++) {
      velocity[i] = momentum * velocity[i] + averageDelta[i];
      float direction = momentum == 0 ? averageDelta[i] : averageDelta[i] + momentum * velocity[i];
      next[i] = base[i] + learningRate * direction;
    }
    return next;
  }

  @Override
  public byte[] snapshot() {
    return VectorSnapshot.write(KIND, velocity);
  }

  @Override
  public void restore(byte[] snapshot) {
    VectorSnapshot.read(snapshot, KIND, velocity);
  }
}
