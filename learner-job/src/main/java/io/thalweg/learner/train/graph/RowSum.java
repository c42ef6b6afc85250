package io.thalweg.learner.train.graph;

import java.util.Arrays;
import java.util.List;

/** The sum of each row of x. */
record RowSum(Value x, Value y) implements Step {
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
    int n = x.columns();
    float[] row = on.piece(0);
    for (int r = 0; r < rows; r++) {
      on.memory().read(x.at() + r * n, row, n);
      double sum = 0;
      for (int c = 0; c < n; c++) {
        sum += row[c];
      }
      on.memory().write(y.at() + r, (float) sum);
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int n = x.columns();
    float[] row = on.piece(0);
    for (int r = 0; r < rows; r++) {
      Arrays.fill(row, 0, n, on.memory().read(y.gradient() + r));
      on.give(x, r * n, row, n);
    }
  }
}
