package io.thalweg.bench.continual.data;

import java.util.SplittableRandom;

/** The same examples with their numbers in another order. Immutable. */
final class Permuted implements Samples {
  private final Samples samples;
  private final int[] order;

  private Permuted(Samples samples, int[] order) {
    this.samples = samples;
    this.order = order;
  }

  /** Training and test examples of a task in the same order, which the seed draws. */
  static Task task(String name, Task task, long seed) {
    int[] order = Shuffle.order(task.train().width(), new SplittableRandom(seed));
    return new Task(name, new Permuted(task.train(), order), new Permuted(task.test(), order));
  }

  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public int width() {
    return order.length;
  }

  @Override
  public int label(int i) {
    return samples.label(i);
  }

  @Override
  public void features(int i, float[] out, int offset) {
    float[] plain = new float[order.length];
    samples.features(i, plain, 0);
    for (int j = 0; j < order.length; j++) {
      out[offset + j] = plain[order[j]];
    }
  }
}
