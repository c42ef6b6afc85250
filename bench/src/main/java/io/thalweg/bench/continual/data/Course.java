package io.thalweg.bench.continual.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tasks in the order in which they are taught, and the order of the examples in each. Immutable.
 */
public record Course(List<Task> tasks, int epochs, long seed) {
  public Course {
    tasks = List.copyOf(tasks);
  }

  /** For each pass over a task its training examples by number; the same with every call. */
  public List<int[]> orders(int task) {
    SplittableRandom random = new SplittableRandom(seed * 31 + task);
    List<int[]> orders = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      orders.add(Shuffle.order(tasks.get(task).train().size(), random));
    }
    return orders;
  }

  /** Whose example it is, and which one: the same in every pass. */
  public static String id(int task, int example) {
    return task + "-" + example;
  }

  /** Training examples over all passes. */
  public long examples() {
    return epochs * tasks.stream().mapToLong(task -> task.train().size()).sum();
  }
}
