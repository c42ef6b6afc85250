package io.thalweg.learner.train.graph;

import java.util.Arrays;
import java.util.List;

/** y = x W + b. */
final class Affine implements Step {
  private final Value x;
  private final Value y;
  private final Parameter weight;
  private final Parameter bias;

  Affine(Value x, Value y, Parameter weight, Parameter bias) {
    this.x = x;
    this.y = y;
    this.weight = weight;
    this.bias = bias;
  }

  @Override
  public List<Value> inputs() {
    return List.of(x);
  }

  @Override
  public Value output() {
    return y;
  }

  /** Every row begins as the bias. */
  @Override
  public void forward(Workspace on, int rows) {
    int units = y.columns();
    float[] biases = on.piece(0);
    on.memory().read(bias.at(), biases, units);
    int several = Math.min(rows, on.pieceRows(units));
    for (int r = 1; r < several; r++) {
      System.arraycopy(biases, 0, biases, r * units, units);
    }
    for (int r = 0; r < rows; r += several) {
      on.memory().write(y.at() + r * units, biases, Math.min(several, rows - r) * units);
    }
    on.gemm().multiply(rows, units, x.columns(), x.at(), weight.at(), y.at(), 1);
  }

  @Override
  public void backward(Workspace on, int rows) {
    Linear.backward(on, rows, x, y, weight);
    int units = y.columns();
    float[] gradient = on.piece(0);
    float[] sums = on.piece(1);
    Arrays.fill(sums, 0, units, 0);
    for (int r = 0; r < rows; r++) { // a row at the array's beginning: only so it becomes vectors
      on.memory().read(y.gradient() + r * units, gradient, units);
      Workspace.add(sums, gradient, units);
    }
    on.memory().write(bias.gradient(), sums, units);
  }
}
