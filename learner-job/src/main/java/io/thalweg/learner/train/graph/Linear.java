package io.thalweg.learner.train.graph;

import java.util.List;

/** y = x W. */
record Linear(Value x, Value y, Parameter weight) implements Step {
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
    on.gemm().multiply(rows, y.columns(), x.columns(), x.at(), weight.at(), y.at(), 0);
  }

  @Override
  public void backward(Workspace on, int rows) {
    backward(on, rows, x, y, weight);
  }

  static void backward(Workspace on, int rows, Value x, Value y, Parameter weight) {
    int inputs = x.columns();
    int units = y.columns();
    on.gemm().firstTransposed(inputs, units, rows, x.at(), y.gradient(), weight.gradient(), 0);
    if (!x.isGiven()) {
      on.gemm()
          .secondTransposed(rows, inputs, units, y.gradient(), weight.at(), x.gradient(), x.keep());
    }
  }
}
