package io.thalweg.collective.mode;

/** Periodic averaging. Threads: stateless. */
final class Averaging implements OuterOptimizer {

  static final Averaging INSTANCE = new Averaging();

  private Averaging() {}

  @Override
  public float[] step(float[] base, float[] averageDelta) {
    float[] next = new float[base.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = base[i] + averageDelta[i];
    }
    return next;
  }

  @Override
  public byte[] snapshot() {
    return new byte[0];
  }

  @Override
  public void restore(byte[] snapshot) {
    if (snapshot.length != 0) {
      throw new IllegalArgumentException(
          "averaging has no state to restore: bytes=" + snapshot.length);
    }
  }
}
