package io.thalweg.learner.train.graph;

import java.util.List;

/** Every element times a parameter of one number. */
record Gate(Value x, Value y, Parameter gate) implements Step {
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
    Function times = new Scaling(on.memory().read(gate.at()));
    int all = rows * y.columns();
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      on.memory().read(x.at() + i, on.piece(0), n);
      times.apply(on.piece(0), on.piece(1), n);
      on.memory().write(y.at() + i, on.piece(1), n);
    }
  }

  /** The parameter's gradient is the sum of x times dy. */
  @Override
  public void backward(Workspace on, int rows) {
    Function times = new Scaling(on.memory().read(gate.at()));
    int all = rows * y.columns();
    double slope = 0;
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      on.memory().read(x.at() + i, on.piece(0), n);
      on.memory().read(y.gradient() + i, on.piece(1), n);
      slope += dot(on.piece(0), on.piece(1), n);
      if (!x.isGiven()) {
        times.apply(on.piece(1), on.piece(2), n);
        on.give(x, i, on.piece(2), n);
      }
    }
    on.memory().write(gate.gradient(), (float) slope);
  }

  private static double dot(float[] a, float[] b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
