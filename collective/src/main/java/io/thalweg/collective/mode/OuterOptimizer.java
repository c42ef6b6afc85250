package io.thalweg.collective.mode;

/**
 * What a committed round makes of base and averaged delta: the next base. Runs on all ranks with
 * the same arguments, from the same state, in the same order, so that they stay equal bit for bit.
 * Confined to the thread that learns.
 */
public interface OuterOptimizer {

  /**
   * The next base, in an array of its own. Called for rounds that are committed, and only for them.
   */
  float[] step(float[] base, float[] averageDelta);

  /** State, versioned; an optimizer restored from it continues bit for bit. */
  byte[] snapshot();

  /**
   * Takes over a snapshot's state.
   *
   * @throws IllegalArgumentException when the snapshot is of another version, kind or length
   */
  void restore(byte[] snapshot);

  /**
   * The next base is base + averaged delta: local SGD, federated averaging [1, 2].
   *
   * <p>[1] McMahan, Moore, Ramage, Hampson, Agüera y Arcas: Communication-Efficient Learning of
   * Deep Networks from Decentralized Data. AISTATS 2017. [2] Stich: Local SGD Converges Fast and
   * Communicates Little. ICLR 2019.
   */
  static OuterOptimizer averaging() {
    return Averaging.INSTANCE;
  }

  /**
   * SGD with Nesterov momentum on the averaged delta; see {@link NesterovOuterOptimizer}.
   *
   * @param momentum 0 to less than 1; with 0 and a learning rate of 1 this is {@link #averaging}
   */
  static OuterOptimizer nesterov(int length, float learningRate, float momentum) {
    return new NesterovOuterOptimizer(length, learningRate, momentum);
  }
}
