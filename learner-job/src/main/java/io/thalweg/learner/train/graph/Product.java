package io.thalweg.learner.train.graph;

import java.util.List;

/** y = a times b, element by element. */
record Product(Value a, Value b, Value y) implements Step {
  @Override
  public List<Value> inputs() {
    return List.of(a, b);
  }

  @Override
  public Value output() {
    return y;
  }

  @Override
  public void forward(Workspace on, int rows) {
    int all = rows * y.columns();
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      multiply(on, a.at() + i, b.at() + i, n);
      on.memory().write(y.at() + i, on.piece(2), n);
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int all = rows * y.columns();
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      give(on, a, b, i, n);
      give(on, b, a, i, n);
    }
  }

  private void give(Workspace on, Value to, Value other, int offset, int length) {
    if (!to.isGiven()) {
      multiply(on, y.gradient() + offset, other.at() + offset, length);
      on.give(to, offset, on.piece(2), length);
    }
  }

  private static void multiply(Workspace on, int first, int second, int length) {
    on.memory().read(first, on.piece(0), length);
    on.memory().read(second, on.piece(1), length);
    multiply(on.piece(0), on.piece(1), on.piece(2), length);
  }

  static void multiply(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[i];
    }
  }
}
