package io.thalweg.learner.train.graph;

import java.util.List;

/** Parts side by side. */
record Concat(List<Value> inputs, Value output) implements Step {
  @Override
  public void forward(Workspace on, int rows) {
    int from = 0;
    for (Value x : inputs) {
      int n = x.columns();
      for (int r = 0; r < rows; r++) {
        on.memory().copy(x.at() + r * n, output.at() + r * output.columns() + from, n);
      }
      from += n;
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int from = 0;
    for (Value x : inputs) {
      if (!x.isGiven()) {
        backward(on, rows, x, from);
      }
      from += x.columns();
    }
  }

  private void backward(Workspace on, int rows, Value x, int from) {
    int n = x.columns();
    for (int r = 0; r < rows; r++) {
      on.memory().read(output.gradient() + r * output.columns() + from, on.piece(0), n);
      on.give(x, r * n, on.piece(0), n);
    }
  }
}
