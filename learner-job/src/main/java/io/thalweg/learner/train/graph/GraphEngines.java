package io.thalweg.learner.train.graph;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.ModelSpec;

/** Opens engines of our own. Stateless. */
public final class GraphEngines {
  /**
   * An engine, which the caller closes.
   *
   * @throws UnsupportedNetworkException where it can't compute this network
   */
  public static GradientEngine open(ModelSpec spec, int maxRows, Gemm.Kernel kernel) {
    return new GraphEngine(spec, maxRows, kernel);
  }

  /**
   * Opens nothing.
   *
   * @throws UnsupportedNetworkException where {@link #open} would
   */
  public static void requireSteps(ModelSpec spec, int maxRows) {
    GraphBuilder.build(spec, maxRows);
  }

  /** Products in Java, which every machine has. */
  public static Gemm.Kernel javaKernel() {
    return JavaGemm.KERNEL;
  }

  private GraphEngines() {}
}
