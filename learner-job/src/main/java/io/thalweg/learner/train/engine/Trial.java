package io.thalweg.learner.train.engine;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A network's first weights and a batch made up for it. Confined to one thread. */
final class Trial {
  /** One that warms up, and two to have a median of. */
  private static final int LEAST_ROUNDS = 3;

  private final int rows;
  private final float[] parameters;
  private final float[] dense;
  private final float[] targets;
  private final float[] weights;
  private final float[] logits;
  private final float[] gradient;

  Trial(ModelSpec spec, int rows) {
    this.rows = rows;
    this.parameters = Initializer.heNormal(spec);
    this.dense = batch(spec, rows);
    this.targets = new float[rows * spec.head().targets()];
    this.weights = new float[rows];
    Arrays.fill(weights, 1);
    this.logits = new float[rows * spec.head().outputs()];
    this.gradient = new float[parameters.length];
  }

  /** Normal numbers, but for categories with vectors, of which 0 is always one. */
  private static float[] batch(ModelSpec spec, int rows) {
    SplittableRandom random = new SplittableRandom(spec.seed());
    int width = spec.inputWidth();
    float[] out = new float[rows * width];
    int column = 0;
    for (Feature f : spec.features().features()) {
      boolean embedded = f.vectors().isPresent();
      for (int r = 0; r < rows && !embedded; r++) {
        for (int c = 0; c < f.width(); c++) {
          out[r * width + column + c] = (float) random.nextGaussian();
        }
      }
      column += f.width();
    }
    return out;
  }

  /**
   * Nanoseconds of a step of each engine: the median of the second half of the rounds that begin
   * before the limit; before that the JVM still compiles.
   */
  long[] medians(List<GradientEngine> engines, Duration limit) {
    List<long[]> rounds = new ArrayList<>();
    long start = System.nanoTime();
    while (rounds.size() < LEAST_ROUNDS || System.nanoTime() - start < limit.toNanos()) {
      rounds.add(engines.stream().mapToLong(this::step).toArray());
    }
    List<long[]> late = rounds.subList(rounds.size() / 2, rounds.size());
    long[] out = new long[engines.size()];
    for (int i = 0; i < out.length; i++) {
      int engine = i;
      out[i] =
          late.stream()
              .mapToLong(r -> r[engine])
              .sorted()
              .skip(late.size() / 2)
              .findFirst()
              .orElseThrow();
    }
    return out;
  }

  /** What of a step is an engine's: loading the parameters, and the gradient. */
  private long step(GradientEngine engine) {
    long start = System.nanoTime();
    engine.load(parameters);
    engine.gradient(dense, rows, targets, weights, logits, gradient);
    return System.nanoTime() - start;
  }
}
