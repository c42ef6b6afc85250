package io.thalweg.bench.continual;

import java.util.Arrays;

/**
 * Accuracy on the test examples of every task that was learned by then, after each task. Confined
 * to one thread.
 */
final class AccuracyMatrix {
  private final double[][] accuracy;

  AccuracyMatrix(int tasks) {
    this.accuracy = new double[tasks][tasks];
    for (double[] row : accuracy) {
      Arrays.fill(row, Double.NaN);
    }
  }

  /** Accuracy on a task, 0 to 1, after so many. */
  void set(int afterTask, int onTask, double value) {
    accuracy[afterTask][onTask] = value;
  }

  /** Over all tasks, at the end. */
  double average() {
    return Arrays.stream(accuracy[accuracy.length - 1]).average().orElse(0);
  }

  /**
   * By how much a task has been known better before than at the end, over all but the last task
   * (Chaudhry et al. 2018).
   */
  double forgetting() {
    int last = accuracy.length - 1;
    double sum = 0;
    for (int task = 0; task < last; task++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int after = task; after < last; after++) {
        best = Math.max(best, accuracy[after][task]);
      }
      sum += best - accuracy[last][task];
    }
    return last == 0 ? 0 : sum / last;
  }
}
