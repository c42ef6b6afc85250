package io.thalweg.learner.train.djl;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.ModelSpec;
import java.util.Arrays;

/**
 * Median times of a training step's share of the engine, loading the parameters and the gradient,
 * on the CPU and on GPU 0 by turns, for networks of two equal hidden layers. Needs a GPU and a
 * libtorch for it; not part of the build: {@code ./mvnw -pl learner-job -am test-compile}, then run
 * this class with the module's test class path.
 */
public final class GradientEngineBenchmark {
  private static final int GPU = 0;

  private GradientEngineBenchmark() {}

  public static void main(String[] args) {
    DjlEngines.whyNoGpu(GPU).ifPresent(why -> System.out.println("nothing to measure: " + why));
    if (DjlEngines.whyNoGpu(GPU).isEmpty()) {
      for (int width : new int[] {64, 256, 1024, 2048}) {
        measure(Problem.wide(3, width, ModelSpec.Activation.RELU), width);
      }
    }
  }

  private static void measure(Problem p, int width) {
    try (GradientEngine cpu = DjlEngines.openCpu(p.spec, p.rows);
        GradientEngine gpu = DjlEngines.openGpu(p.spec, p.rows, GPU)) {
      int rounds = width > 1000 ? 21 : 201;
      double[] micros = medianMicros(p, rounds, cpu, gpu);
      System.out.printf(
          "2 layers of %d, %d rows, %,d parameters: CPU %.0f us, GPU %.0f us, ratio %.2f%n",
          width, p.rows, p.parameters.length, micros[0], micros[1], micros[1] / micros[0]);
    }
  }

  private static double[] medianMicros(Problem p, int rounds, GradientEngine... engines) {
    float[] logits = new float[p.rows * p.spec.head().outputs()];
    float[] gradient = new float[p.parameters.length];
    long[][] nanos = new long[engines.length][rounds];
    for (int round = -rounds / 2; round < rounds; round++) {
      for (int i = 0; i < engines.length; i++) {
        long start = System.nanoTime();
        engines[i].load(p.parameters);
        engines[i].gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
        if (round >= 0) {
          nanos[i][round] = System.nanoTime() - start;
        }
      }
    }
    return Arrays.stream(nanos)
        .mapToDouble(one -> Arrays.stream(one).sorted().skip(rounds / 2).findFirst().orElse(0))
        .map(median -> median / 1e3)
        .toArray();
  }
}
