package io.thalweg.learner.train.graph;

import java.util.List;

/** y = a + b. */
record Sum(Value a, Value b, Value y) implements Step {
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
      on.memory().read(a.at() + i, on.piece(0), n);
      on.memory().read(b.at() + i, on.piece(1), n);
      Workspace.add(on.piece(0), on.piece(1), n);
      on.memory().write(y.at() + i, on.piece(0), n);
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int all = rows * y.columns();
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      on.memory().read(y.gradient() + i, on.piece(0), n);
      for (Value x : inputs()) {
        if (!x.isGiven()) {
          on.give(x, i, on.piece(0), n);
        }
      }
    }
  }
}
