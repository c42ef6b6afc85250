package io.thalweg.bench.step;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Steps of one engine with one batch. Confined to one thread. */
final class Steps {
  private static final long ROUND_NANOS = 150_000_000;
  private static final int LEAST = 5;
  private static final int MOST = 2000;

  private final GradientEngine engine;
  private final int rows;
  private final float[] parameters;
  private final float[] dense;
  private final float[] targets;
  private final float[] weights;
  private final float[] logits;
  private final float[] gradient;

  Steps(ModelSpec spec, int rows, GradientEngine engine) {
    SplittableRandom random = new SplittableRandom(3);
    this.engine = engine;
    this.rows = rows;
    this.parameters = Initializer.heNormal(spec);
    this.dense = new float[rows * spec.inputWidth()];
    for (int i = 0; i < dense.length; i++) {
      dense[i] = (float) random.nextGaussian();
    }
    this.targets = new float[rows];
    for (int r = 0; r < rows; r++) {
      targets[r] = random.nextInt(spec.head().outputs());
    }
    this.weights = new float[rows];
    Arrays.fill(weights, 1);
    this.logits = new float[rows * spec.head().outputs()];
    this.gradient = new float[parameters.length];
  }

  /** Of the steps that fit into a round. */
  double medianMicros() {
    long[] nanos = new long[MOST];
    long start = System.nanoTime();
    int n = 0;
    while (n < MOST && (n < LEAST || System.nanoTime() - start < ROUND_NANOS)) {
      long before = System.nanoTime();
      engine.load(parameters);
      engine.gradient(dense, rows, targets, weights, logits, gradient);
      nanos[n++] = System.nanoTime() - before;
    }
    Arrays.sort(nanos, 0, n);
    return nanos[n / 2] / 1e3;
  }
}
