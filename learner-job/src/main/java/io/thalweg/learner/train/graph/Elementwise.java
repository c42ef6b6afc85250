package io.thalweg.learner.train.graph;

import java.util.List;

/** y = f(x), element by element. */
record Elementwise(Value x, Value y, Function function) implements Step {
  @Override
  public List<Value> inputs() {
    return List.of(x);
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
      on.memory().read(x.at() + i, on.piece(0), n);
      function.apply(on.piece(0), on.piece(1), n);
      on.memory().write(y.at() + i, on.piece(1), n);
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int all = rows * y.columns();
    int from = function.isOfOutputs() ? y.at() : x.at();
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      on.memory().read(from + i, on.piece(0), n);
      on.memory().read(y.gradient() + i, on.piece(1), n);
      function.derive(on.piece(0), on.piece(1), on.piece(2), n);
      on.give(x, i, on.piece(2), n);
    }
  }
}
