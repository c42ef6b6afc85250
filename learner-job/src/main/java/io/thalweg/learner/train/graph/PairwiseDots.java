package io.thalweg.learner.train.graph;

import java.util.Arrays;
import java.util.List;

/** The dot products of all pairs of vectors, row by row, in the order of the operation. */
final class PairwiseDots implements Step {
  private final List<Value> vectors;
  private final Value y;
  private final float[][] rowOf;
  private final float[] gradient;

  PairwiseDots(List<Value> vectors, Value y) {
    this.vectors = vectors;
    this.y = y;
    int columns = vectors.get(0).columns();
    this.rowOf = new float[vectors.size()][columns];
    this.gradient = new float[columns];
  }

  @Override
  public List<Value> inputs() {
    return vectors;
  }

  @Override
  public Value output() {
    return y;
  }

  private void read(Workspace on, int row) {
    for (int i = 0; i < rowOf.length; i++) {
      int n = rowOf[i].length;
      on.memory().read(vectors.get(i).at() + row * n, rowOf[i], n);
    }
  }

  @Override
  public void forward(Workspace on, int rows) {
    float[] dots = on.piece(0);
    for (int r = 0; r < rows; r++) {
      read(on, r);
      int next = 0;
      for (int second = 1; second < rowOf.length; second++) {
        for (int first = 0; first < second; first++) {
          dots[next++] = dot(rowOf[first], rowOf[second]);
        }
      }
      on.memory().write(y.at() + r * next, dots, next);
    }
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  @Override
  public void backward(Workspace on, int rows) {
    float[] dots = on.piece(0);
    for (int r = 0; r < rows; r++) {
      read(on, r);
      on.memory().read(y.gradient() + r * y.columns(), dots, y.columns());
      for (int i = 0; i < rowOf.length; i++) {
        Value x = vectors.get(i);
        if (!x.isGiven()) {
          gradientOf(i, dots);
          on.give(x, r * x.columns(), gradient, x.columns());
        }
      }
    }
  }

  private void gradientOf(int i, float[] dots) {
    Arrays.fill(gradient, 0);
    for (int j = 0; j < rowOf.length; j++) {
      if (j != i) {
        int second = Math.max(i, j);
        float factor = dots[second * (second - 1) / 2 + Math.min(i, j)];
        for (int c = 0; c < gradient.length; c++) {
          gradient[c] += factor * rowOf[j][c];
        }
      }
    }
  }
}
