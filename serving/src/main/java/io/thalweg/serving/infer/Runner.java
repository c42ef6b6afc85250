package io.thalweg.serving.infer;

import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.version.Servable;
import java.util.concurrent.CompletableFuture;

/** Decides when and where rows are computed. */
@FunctionalInterface
public interface Runner {
  /**
   * Computes rows on a version that the caller has acquired and releases when the future completes.
   *
   * @param dense float32, (rows, width), not standardized, NaN where missing; not to be changed
   *     until the future completes
   * @param deadlineNanos of {@link System#nanoTime}
   * @return completes with a {@link io.thalweg.serving.protocol.RequestException} when the rows are
   *     not computed
   */
  CompletableFuture<Outputs> run(Servable servable, float[] dense, int rows, long deadlineNanos);

  /** One that any thread may call, for rows that don't arrive with others. */
  default Runner fromAnywhere() {
    return this;
  }
}
