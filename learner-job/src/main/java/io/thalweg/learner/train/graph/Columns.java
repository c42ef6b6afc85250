package io.thalweg.learner.train.graph;

import java.util.List;

/** Some columns of x, from {@code from} on. */
record Columns(Value x, Value y, int from) implements Step {
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
    int n = y.columns();
    for (int r = 0; r < rows; r++) {
      on.memory().copy(x.at() + r * x.columns() + from, y.at() + r * n, n);
    }
  }

  /** In the gradient of what is left out stays the 0 that it began with. */
  @Override
  public void backward(Workspace on, int rows) {
    int n = y.columns();
    for (int r = 0; r < rows; r++) {
      on.memory().read(y.gradient() + r * n, on.piece(0), n);
      on.give(x, r * x.columns() + from, on.piece(0), n);
    }
  }
}
