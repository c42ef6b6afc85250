package io.thalweg.learner.train.engine;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.learner.train.graph.Gemm;
import io.thalweg.learner.train.graph.GraphEngines;
import io.thalweg.learner.train.graph.UnsupportedNetworkException;
import io.thalweg.learner.train.graph.openblas.OpenBlas;
import io.thalweg.model.ModelSpec;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Engines of our own, by the best products that this process has. Thread-safe. */
final class OwnEngines {
  private static final Logger LOG = LoggerFactory.getLogger(OwnEngines.class);

  /** Loaded when the first engine wants it. */
  private static final class Loaded {
    static final Optional<Gemm.Kernel> OPEN_BLAS = load();

    private static Optional<Gemm.Kernel> load() {
      try {
        return Optional.of(OpenBlas.load());
      } catch (LinkageError e) {
        LOG.warn(
            "OpenBLAS isn't there ({}), so products are computed in Java, which is slower; put"
                + " org.bytedeco's openblas and javacpp for this machine on the class path",
            String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }
  }

  static Optional<Gemm.Kernel> openBlas() {
    return Loaded.OPEN_BLAS;
  }

  static GradientEngine open(ModelSpec spec, int maxRows) {
    try {
      Gemm.Kernel kernel = openBlas().orElse(GraphEngines.javaKernel());
      GradientEngine engine = GraphEngines.open(spec, maxRows, kernel);
      LOG.info("gradients of {} by: {}{}", spec.name(), engine.description(), forced());
      return engine;
    } catch (UnsupportedNetworkException e) {
      LOG.warn("gradients of {} by DJL: {}", spec.name(), e.getMessage());
      return DjlEngines.openCpu(spec, maxRows);
    }
  }

  /** What should stand behind a kernel's name, if an environment has chosen it. */
  static String forced() {
    return openBlas().isEmpty() || OpenBlas.forced().isEmpty()
        ? ""
        : "; OpenBLAS chose it because " + OpenBlas.forced();
  }

  private OwnEngines() {}
}
