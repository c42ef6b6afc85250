package io.thalweg.learner.train.graph.openblas;

import static org.bytedeco.openblas.global.openblas_full.openblas_get_config;
import static org.bytedeco.openblas.global.openblas_full.openblas_get_corename;
import static org.bytedeco.openblas.global.openblas_full.openblas_set_num_threads;

import io.thalweg.learner.train.graph.Gemm;
import io.thalweg.learner.train.graph.Memory;

/** OpenBLAS in this process: one thread for each that calls it. Thread-safe. */
public final class OpenBlas implements Gemm.Kernel {
  /** An environment that sets it has OpenBLAS compute with these kernels, faster or slower. */
  private static final String FORCED = "OPENBLAS_CORETYPE";

  private final String description;

  private OpenBlas(String description) {
    this.description = description;
  }

  /**
   * Loads the library.
   *
   * @throws LinkageError where it isn't on the class path, or not for this machine
   */
  public static OpenBlas load() {
    openblas_set_num_threads(1);
    String config = openblas_get_config().getString();
    String version = config.replaceFirst("(OpenBLAS \\S+).*", "$1");
    return new OpenBlas(version + " " + openblas_get_corename().getString());
  }

  /** What an environment says about the kernels; empty where it says nothing. */
  public static String forced() {
    String forced = System.getenv(FORCED);
    return forced == null ? "" : FORCED + "=" + forced + " is set";
  }

  @Override
  public Gemm over(Memory memory) {
    return new OpenBlasGemm(memory);
  }

  @Override
  public String description() {
    return description;
  }
}
