package io.thalweg.model.evaluate;

import java.util.Arrays;

/**
 * Accuracy on task j after learning task i, for as many tasks as were learned one after the other.
 * A regime of a stream is a task as well. Confined to one thread.
 */
public final class ForgettingMatrix {
  private final double[][] accuracy;

  /** Nothing is known yet. */
  public ForgettingMatrix(int tasks) {
    if (tasks < 1) {
      throw new IllegalArgumentException("%d tasks, want 1 or more".formatted(tasks));
    }
    accuracy = new double[tasks][tasks];
    for (double[] row : accuracy) {
      Arrays.fill(row, Double.NaN);
    }
  }

  public int tasks() {
    return accuracy.length;
  }

  /**
   * Sets one cell.
   *
   * @param after which task was learned last, from 0
   * @param on which task was tested
   */
  public void set(int after, int on, double value) {
    accuracy[after][on] = value;
  }

  /** NaN where nothing was set. */
  public double at(int after, int on) {
    return accuracy[after][on];
  }

  /** Mean over tasks 0 to {@code after} once that was learned (Lopez-Paz, Ranzato 2017). */
  public double averageAccuracy(int after) {
    double sum = 0;
    for (int j = 0; j <= after; j++) {
      sum += accuracy[after][j];
    }
    return sum / (after + 1);
  }

  /**
   * Mean over the earlier tasks of the best accuracy before, less that now (Chaudhry et al. 2018).
   * NaN for the first task.
   */
  public double forgetting(int after) {
    double sum = 0;
    for (int j = 0; j < after; j++) {
      double best = Double.NaN;
      for (int i = 0; i < after; i++) {
        best = accuracy[i][j] <= best || Double.isNaN(accuracy[i][j]) ? best : accuracy[i][j];
      }
      sum += best - accuracy[after][j];
    }
    return after == 0 ? Double.NaN : sum / after;
  }

  /**
   * Mean over the earlier tasks of the accuracy now, less that when each was new (Lopez-Paz,
   * Ranzato 2017). NaN for the first task.
   */
  public double backwardTransfer(int after) {
    double sum = 0;
    for (int j = 0; j < after; j++) {
      sum += accuracy[after][j] - accuracy[j][j];
    }
    return after == 0 ? Double.NaN : sum / after;
  }

  /**
   * Mean over the later tasks of the accuracy before each was learned, less that of the untrained
   * model (Lopez-Paz, Ranzato 2017). NaN where there is one task.
   *
   * @param untrained accuracy of the model at its start, a task each
   */
  public double forwardTransfer(double[] untrained) {
    double sum = 0;
    for (int j = 1; j < tasks(); j++) {
      sum += accuracy[j - 1][j] - untrained[j];
    }
    return tasks() == 1 ? Double.NaN : sum / (tasks() - 1);
  }
}
